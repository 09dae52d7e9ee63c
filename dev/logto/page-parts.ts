import { html, Html } from './html';
import { css } from './page-style';

/** What every page has to say of itself. */
export const standIn =
  'This is a local stand-in for Logto, for development and tests only. Its accounts are demo accounts that live in memory and are gone when it stops.';

/** A whole document around the content of one page. */
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

/** What was wrong, for people and screen readers; nothing when all is well. */
export function alert(error: string | undefined): Html | undefined {
  return error === undefined ? undefined : html`<p role="alert">${error}</p>`;
}

/** A labelled text field; required unless `optional`. */
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

/** A box to tick. */
export function checkbox(name: string, label: string, checked: boolean): Html {
  return html`<label class="box">
    <input type="checkbox" name="${name}" value="on" ${checked && new Html('checked')} />
    ${label}
  </label>`;
}

/** A field that is submitted and not shown. */
export const hidden = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}" />`;
