import type { Client } from '../../support/client';

/** A form of a page, as a browser without JavaScript sends it. */
export interface Form {
  page: string;
  /** The page's origin, as the browser sends it. */
  origin: string;
  fields: [string, string][];
}

/** Finds the form with this text, for example on its button, and with these values. */
export async function formOf(
  page: Response,
  text: string,
  values: Record<string, string> = {},
): Promise<Form> {
  const [html, words] = [await page.clone().text(), await textOf(page)];
  for (const [, body = ''] of html.matchAll(/<form[^>]*>(.*?)<\/form>/gs)) {
    const fields = fieldsOf(body);
    const isWanted = Object.entries(values).every(([name, value]) =>
      fields.some((field) => field[0] === name && field[1] === value),
    );
    if (isWanted && body.replaceAll(/<[^>]+>/g, '').includes(text))
      return { page: page.url, origin: new URL(page.url).origin, fields };
  }
  throw new Error(`${page.url} has no form "${text}" with ${JSON.stringify(values)}:\n${words}`);
}

function fieldsOf(html: string): [string, string][] {
  return [...html.matchAll(/<(input|option)\b([^>]*)>/g)].flatMap(([, tag, attributes = '']) => {
    const value = (name: string) => {
      const found = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
      return found
        ?.replaceAll('&quot;', '"')
        .replaceAll('&#x27;', "'")
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&');
    };
    const isChosen = /\b(checked|selected)=""/.test(attributes);
    if (tag === 'option') return isChosen ? [['role', value('value') ?? '']] : [];
    const name = value('name');
    if (name === undefined || (value('type') === 'checkbox' && !isChosen)) return [];
    return [[name, value('value') ?? (value('type') === 'checkbox' ? 'on' : '')]];
  });
}

/** Sends a form, with other values for some fields, and follows the redirects. */
export async function send(
  client: Client,
  { page, origin, fields }: Form,
  changes: Record<string, string | readonly string[]> = {},
): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of fields) if (!(name in changes)) body.append(name, value);
  for (const [name, values] of Object.entries(changes))
    for (const value of [values].flat()) body.append(name, value);
  // As behind a proxy: Next compares the origin with the host that the browser asked for.
  const headers = { origin, 'x-forwarded-host': new URL(origin).host };
  return client.visit(page, { method: 'POST', headers, body });
}

/** The text of a page, without its scripts. */
export const textOf = async (page: Response): Promise<string> =>
  (await page.clone().text())
    .replaceAll(/<script.*?<\/script>/gs, '')
    .replaceAll(/<!--.*?-->/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll(/\s+/g, ' ');
