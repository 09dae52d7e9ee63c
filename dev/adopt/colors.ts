type Rgb = [number, number, number];

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** The backgrounds of `app/globals.css` in dark mode: `--surface`, and the text on the accent. */
const [darkSurface, darkInk]: Rgb[] = [
  [26, 25, 32],
  [23, 17, 46],
];

const parse = (hex: string): Rgb => {
  const [red = 0, green = 0, blue = 0] = (hex.match(/[\da-f]{2}/gi) ?? []).map((part) =>
    parseInt(part, 16),
  );
  return [red, green, blue];
};
const format = (color: Rgb) =>
  `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** Returns a color between two others. `share` is the second one's part, from 0 to 1. */
const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/** The relative luminance of a color. @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) =>
    part <= 10.31 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colors, from 1 to 21. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Text of this contrast is readable. A little more than the 4.5 of WCAG 2.2, because colors are rounded. */
const readable = 4.6;

/** Moves a color toward another one until it is readable on the soft background made of it. */
function readableOn(color: Rgb, toward: Rgb, softOf: (accent: Rgb) => Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    const accent = mix(color, toward, share);
    if (contrast(accent, softOf(accent)) >= readable) return accent;
  }
  return toward;
}

/**
 * Returns the colors of `app/globals.css` for an accent: by name, in light and in dark mode. Texts in these colors are readable.
 *
 * @param hex six hexadecimal digits after `#`
 */
export function colorsFor(hex: string): Record<string, [light: string, dark: string]> {
  const softLight = (accent: Rgb) => mix(accent, white, 0.91);
  const softDark = (accent: Rgb) => mix(accent, darkSurface ?? black, 0.84);
  const light = readableOn(parse(hex), black, softLight);
  const dark = readableOn(parse(hex), white, softDark);
  return {
    '--accent': [format(light), format(dark)],
    '--accent-hover': [format(mix(light, black, 0.2)), format(mix(dark, white, 0.25))],
    '--on-accent': [format(white), format(darkInk ?? black)],
    '--accent-soft': [format(softLight(light)), format(softDark(dark))],
  };
}
