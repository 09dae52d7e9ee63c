/** Markup that is safe to send: written here, or escaped. */
export class Html {
  constructor(readonly markup: string) {}
}

type Value = string | number | Html | undefined | false | Value[];

/**
 * Tagged template for HTML. Interpolated text is escaped, for content and for double-quoted
 * attributes; `Html` is not; arrays are joined; `undefined` and `false` leave nothing.
 */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(toMarkup)));
}

function toMarkup(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(toMarkup).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Returns a whole document with the content of a page. */
export function layout(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - local Logto</title>
        ${new Html(`<style>${css}</style>`)}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`.markup;
}

/** Shows an error, also to screen readers; nothing if there is none. */
export const alert = (error: string | undefined): Html | undefined =>
  error === undefined ? undefined : html`<p role="alert">${error}</p>`;

/** A labeled text field; required unless `optional`. */
export function field(
  name: string,
  label: string,
  autocomplete: string,
  options: { type?: string; value?: string | undefined; optional?: boolean } = {},
): Html {
  const { type = 'text', value = '', optional = false } = options;
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      ${!optional && new Html('required')}
    />
  </div>`;
}

/** A checkbox. */
export const checkbox = (name: string, label: string, checked: boolean): Html =>
  html`<label class="box">
    <input type="checkbox" name="${name}" value="on" ${checked && new Html('checked')} />
    ${label}
  </label>`;

/** A hidden field. */
export const hidden = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}" />`;

/** Draws a picture for an account: the first letter of its name on a plain background, as SVG. */
export function avatarSvg(name: string): string {
  const letter = /[a-z]/i.exec(name)?.[0].toUpperCase() ?? '?';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img" aria-label="${letter}">
  <rect width="96" height="96" fill="#5d34f2"/>
  <text x="48" y="48" dy=".35em" text-anchor="middle" font-family="system-ui, sans-serif" font-size="44" fill="#fff">${letter}</text>
</svg>`;
}

/** The stylesheet of every page, inline: one element, allowed by its hash in the security policy. */
export const css = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f4f8, #131217); --card: light-dark(#fff, #1e1d24);
  --text: light-dark(#1c1b22, #f1f0f5); --muted: light-dark(#5c5a66, #aeacb9);
  --line: light-dark(#8a8894, #7d7b88); --soft: light-dark(#e4e3ea, #33313c);
  --accent: light-dark(#5d34f2, #b9a6ff); --on-accent: light-dark(#fff, #1b1036);
  --alert: light-dark(#b3132b, #ffa3ae); --alert-soft: light-dark(#fdecee, #3a1a20);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center;
  padding: 2rem 1rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
main {
  width: 100%; max-width: 27rem; padding: clamp(1.5rem, 6vw, 2.5rem);
  background: var(--card); border: 1px solid var(--soft); border-radius: 1rem;
}
h1 { margin: 0 0 .25rem; font-size: 1.6rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 0 0 .5rem; font-size: 1rem; }
p { margin: 0 0 1rem; }
.muted { color: var(--muted); font-size: .9rem; }
form { margin: 1.5rem 0 0; display: grid; gap: 1rem; }
label { display: block; margin-bottom: .35rem; font-weight: 600; font-size: .9rem; }
input {
  width: 100%; padding: .7rem .8rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: .5rem;
}
fieldset { margin: 0; padding: .5rem .8rem .8rem; border: 1px solid var(--soft); border-radius: .5rem; }
legend { padding: 0 .3rem; font-size: .9rem; font-weight: 600; }
.box { display: flex; gap: .5rem; align-items: center; margin: 0; font-weight: 400; }
.box input { width: auto; }
button {
  width: 100%; padding: .75rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 1px solid transparent; border-radius: .5rem;
}
button.quiet { color: var(--text); background: transparent; border-color: var(--line); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[role=alert] {
  margin: 1.25rem 0 0; padding: .75rem 1rem; border-radius: .5rem;
  color: var(--alert); background: var(--alert-soft);
}
.after { margin: 1.5rem 0 0; }
section { margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid var(--soft); }
ul { margin: 0; padding: 0; list-style: none; display: grid; gap: .75rem; font-size: .9rem; }
code { font: .9em ui-monospace, monospace; background: var(--soft); padding: .1rem .35rem; border-radius: .3rem; white-space: nowrap; }
`;

/** Submits the sign-out page by itself. The button does the same where JavaScript is off. */
export const autoSubmitScript = `document.querySelector('button').click();`;
