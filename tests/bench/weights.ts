import type { Client } from '../support/client';
import { pagePaths } from './builds';
import type { Server } from './servers';
import { exactly, type Figure } from './table';

/** What auth makes the browser load and send, in bytes. */
export async function weights(app: Server, plain: Server, signedIn: Client): Promise<Figure[]> {
  await loadBoth(app, plain, pagePaths.smallest, signedIn);
  const [ours, theirs] = await loadBoth(app, plain, pagePaths.claims, signedIn);
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

/** A page as the app has it and as it is without auth, once it is sure that they can be compared. */
async function loadBoth(app: Server, plain: Server, path: string, client: Client) {
  const [ours, theirs] = [await load(app, path, client), await load(plain, path, client)];
  if (textOf(ours.html) !== textOf(theirs.html))
    throw new Error('The pages to compare say different things');
  if (!ours.policy || theirs.policy) throw new Error('A middleware runs where it shouldn’t');
  return [ours, theirs] as const;
}

/** A page, and the bytes of all the scripts that it loads. */
async function load({ url }: Server, path: string, client: Client) {
  const page = await client.send(url + path);
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
