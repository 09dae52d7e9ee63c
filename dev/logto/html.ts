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
