import type { Client } from '../../support/client';
import { pagePaths } from './builds';
import type { Server } from './servers';
import { atMost, exactly, type Figure } from './table';

/** Pages whose first visit is measured, and the maximum bytes of HTML of each. */
const visits: [path: string, mostBytes?: number][] = [
  ['/'],
  ['/profile'],
  ['/sign-out'],
  [pagePaths.claims, 59_408 / 2], // what it had in November 2026
];

/** Measures, in bytes, what auth makes the browser load and send, and the size of pages. */
export async function weights(app: Server, plain: Server, signedIn: Client): Promise<Figure[]> {
  await loadBoth(app, plain, pagePaths.smallest, signedIn);
  await loadBoth(app, plain, pagePaths['plain-html'], signedIn);
  const [ours, theirs] = await loadBoth(app, plain, pagePaths.claims, signedIn);
  const scripts = ours.scripts - theirs.scripts;
  const pages: Figure[] = [];
  for (const [path, mostBytes] of visits) {
    const { html, scripts, styles, requests } = await load(app, path, signedIn);
    const detail = `scripts ${scripts}, styles ${styles}, ${requests} requests at a first visit`;
    pages.push({
      name: `HTML of \`${path}\`, in bytes`,
      ...atMost(mostBytes, html.length, 0, detail),
    });
  }
  return [
    {
      name: 'Script for auth, in bytes',
      ...exactly(0, scripts, `${scripts} (${ours.scripts} − ${theirs.scripts})`),
    },
    {
      name: 'The page’s HTML, against the same page without auth, in bytes',
      measured: `${ours.html.length} : ${theirs.html.length}`,
    },
    ...pages,
    { name: 'Cookies of a signed-in request, in bytes', measured: `${signedIn.cookieBytes}` },
  ];
}

/** Returns a page of the app and the same without auth. Throws if they can't be compared. */
async function loadBoth(app: Server, plain: Server, path: string, client: Client) {
  const [ours, theirs] = [await load(app, path, client), await load(plain, path, client)];
  if (textOf(ours.html) !== textOf(theirs.html))
    throw new Error('The pages to compare say different things');
  if (!ours.policy || theirs.policy) throw new Error('A middleware runs where it shouldn’t');
  return [ours, theirs] as const;
}

/** A page, and what a browser loads with it at a first visit: its scripts, style sheets and icon. */
async function load({ url }: Server, path: string, client: Client) {
  const page = await client.send(url + path);
  const html = await page.text();
  const size = async (source: string) => {
    const file = await client.send(new URL(source, url));
    if (file.status !== 200) throw new Error(`Nothing at ${source}`);
    return (await file.arrayBuffer()).byteLength;
  };
  const sizes = async (tags: RegExp) => {
    const sources = new Set([...html.matchAll(tags)].map(([, source = '']) => source));
    return Promise.all([...sources].map(size));
  };
  const scripts = await sizes(/<script[^>]* src="([^"]+)"/g);
  const styles = await sizes(/<link rel="stylesheet" href="([^"]+)"/g);
  const icons = await sizes(/<link rel="icon" href="([^"]+)"/g);
  return {
    html,
    scripts: sum(scripts),
    styles: sum(styles),
    requests: 1 + scripts.length + styles.length + icons.length,
    policy: page.headers.get('content-security-policy'),
  };
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

/** Returns the visible text. */
const textOf = (html: string) =>
  html.replace(/<(script|style).*?<\/\1>/gs, '').replace(/<[^>]*>/g, ' ');
