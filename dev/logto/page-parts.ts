import { html, Html } from './html';
import { css } from './page-style';

/** Notice on the sign-in pages. */
export const standIn =
  'This is a local stand-in for Logto, for development and tests only. Its accounts are demo accounts.';

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
export function alert(error: string | undefined): Html | undefined {
  return error === undefined ? undefined : html`<p role="alert">${error}</p>`;
}

/** A labeled text field; required unless `optional`. */
export function field(
  name: string,
  label: string,
  options: {
    autocomplete: string;
    type?: string;
    value?: string | undefined;
    optional?: boolean;
  },
): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${options.type ?? 'text'}"
      value="${options.value ?? ''}"
      autocomplete="${options.autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      ${!options.optional && new Html('required')}
    />
  </div>`;
}

/** A checkbox. */
export function checkbox(name: string, label: string, checked: boolean): Html {
  return html`<label class="box">
    <input type="checkbox" name="${name}" value="on" ${checked && new Html('checked')} />
    ${label}
  </label>`;
}

/** A hidden field. */
export const hidden = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}" />`;
