/** Draws a picture for an account: the first letter of its name on a plain background, as SVG. */
export function avatarSvg(name: string): string {
  const letter =
    name
      .replace(/[^a-z]/gi, '')
      .charAt(0)
      .toUpperCase() || '?';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img" aria-label="${letter}">
  <rect width="96" height="96" fill="#5d34f2"/>
  <text x="48" y="48" dy=".35em" text-anchor="middle" font-family="system-ui, sans-serif" font-size="44" fill="#fff">${letter}</text>
</svg>`;
}
