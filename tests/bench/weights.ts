import type { Client } from '../support/client';
import { pagePath } from './builds';
import type { Server } from './servers';
import { exactly, type Figure } from './table';

/** What auth makes the browser load and send, in bytes. */
export async function weights(app: Server, plain: Server, signedIn: Client): Promise<Figure[]> {
  const [ours, theirs] = [await load(app, signedIn), await load(plain, signedIn)];
  const [text, otherText] = [ours, theirs].map(({ html }) => textOf(html));
  if (text !== otherText) throw new Error('The pages to compare say different things');
  if (!ours.policy || theirs.policy) throw new Error('A middleware runs where it shouldn’t');
  const scripts = ours.scripts - theirs.scripts;
  return [
    {
      name: 'Script for auth, in bytes',
      ...exactly(0, scripts, `${scripts} (${ours.scripts} − ${theirs.scripts})`),
    },
    {
      name: 'The page’s HTML, against the same page without auth, in bytes',
      measured: `${ours.html.length} : ${theirs.html.length}`,
    },
    { name: 'Cookies of a signed-in request, in bytes', measured: `${signedIn.cookieBytes}` },
  ];
}

/** The page, and the bytes of all the scripts that it loads. */
async function load({ url }: Server, client: Client) {
  const page = await client.send(url + pagePath);
  const html = await page.text();
  let scripts = 0;
  for (const [, source = ''] of html.matchAll(/<script[^>]* src="([^"]+)"/g)) {
    const script = await client.send(new URL(source, url));
    if (script.status !== 200) throw new Error(`No script at ${source}`);
    scripts += (await script.arrayBuffer()).byteLength;
  }
  return { html, scripts, policy: page.headers.get('content-security-policy') };
}

/** What a person sees of it. */
const textOf = (html: string) =>
  html.replace(/<(script|style).*?<\/\1>/gs, '').replace(/<[^>]*>/g, ' ');
