import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../support/run';
import type { Client } from '../../support/client';
import { pagePaths } from './builds';
import { median } from './load';
import { startServer } from './servers';
import { atMost, type Figure } from './table';

const loader = join(import.meta.dirname, 'wake-entry.cjs');

/** The functions that wake, the function of the empty app to compare each with, and the milliseconds that it may take longer. */
const functions = [
  ['The middleware', 'middleware.js', 'middleware.js', 25],
  ['The front page', 'app/page.js', 'app/page.js', 70],
  ['The profile page', 'app/profile/page.js', 'app/page.js', 70],
  ['`/api/health`', 'app/api/health/route.js', 'app/api/empty/route.js', 50],
  ['The webhook', 'app/api/logto/webhook/route.js', 'app/api/empty/route.js', 50],
  ['Sign-in', 'app/api/logto/sign-in/route.js', 'app/api/empty/route.js', 50],
  ['The callback', 'app/api/logto/callback/route.js', 'app/api/empty/route.js', 50],
  ['The refresh route', 'app/api/logto/refresh/route.js', 'app/api/empty/route.js', 50],
  ['Sign-out', 'app/api/logto/sign-out/route.js', 'app/api/empty/route.js', 50],
  ['`/api/me`', 'app/api/me/route.js', 'app/api/empty/route.js', 50],
  [
    '`/api/me`, of a route that reads one cookie',
    'app/api/me/route.js',
    'app/api/cookie/route.js',
    undefined,
  ],
] as const;

/**
 * Measures the time that the app adds to the start of a server, and to the start of each function that `next build` makes, as
 * on a platform that runs them one by one.
 *
 * @param wakes how often each wakes; the figure is the median
 */
export async function wakeTimes(
  app: string,
  empty: string,
  variables: Record<string, string>,
  signedIn: Client,
  wakes: number,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, ours, theirs, most] of functions) {
    const [mine, base] = await inTurn(
      wakes,
      () => loadTime(app, ours),
      () => loadTime(empty, theirs),
    );
    figures.push(share(`Waking up, CPU time: ${name}`, mine, base, most));
  }
  const { cookieHeader } = signedIn;
  const answers = [
    ['to the first answer', '/', undefined],
    ['to the first signed-in page', pagePaths.smallest, cookieHeader],
  ] as const;
  for (const [name, path, cookie] of answers) {
    const [mine, base] = await inTurn(
      wakes,
      () => startTime(app, variables, path, cookie),
      () => startTime(empty, variables, '/'),
    );
    figures.push(share(`From the start of the server ${name}`, mine, base));
  }
  return figures;
}

/** Medians of two that run in turn, so that other load on the machine affects both equally. */
async function inTurn(times: number, one: () => Promise<number>, other: () => Promise<number>) {
  const results: [number[], number[]] = [[], []];
  for (let time = 0; time < times; time++) {
    results[0].push(await one());
    results[1].push(await other());
  }
  return [median(results[0]), median(results[1])] as const;
}

function share(name: string, mine: number, base: number, most?: number): Figure {
  const detail = `${mine.toFixed(0)} − ${base.toFixed(0)} ms`;
  return { name, ...atMost(most, mine - base, 0, detail) };
}

async function loadTime(folder: string, file: string): Promise<number> {
  if (!existsSync(join(folder, '.next/server', file))) throw new Error(`No function ${file}`);
  const loading = run([loader, folder, file], {});
  if ((await loading.ended) !== 0) throw new Error(loading.output());
  return Number(loading.output());
}

async function startTime(
  folder: string,
  variables: Record<string, string>,
  path: string,
  cookie?: string,
): Promise<number> {
  const start = performance.now();
  const server = await startServer(folder, variables);
  const headers = cookie === undefined ? {} : { cookie };
  const answer = await fetch(server.url + path, { headers, redirect: 'manual' });
  await answer.text();
  const time = performance.now() - start;
  await server.stop();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  return time;
}
