import { performance } from 'node:perf_hooks';
import type { LocalLogto } from '@/dev/logto/server';
import { Client } from '../../support/client';
import { pagePaths } from './builds';
import { median } from './load';
import type { Server } from './servers';
import type { Figure } from './table';

/**
 * The time that a callback takes in the app: from request to answer, less the time for which Logto
 * had its question. Both are seen from this process, where Logto runs, so they have the same clock.
 * Sign-ins run one at a time, each followed by a page without auth, for comparison.
 */
export async function callbackTime(
  app: Server,
  plain: Server,
  logto: LocalLogto,
  times: number,
): Promise<Figure> {
  let inLogto = 0;
  logto.server.on('request', ({ url }, response) => {
    if (url !== '/oidc/token') return;
    const asked = performance.now();
    response.on('finish', () => (inLogto += performance.now() - asked));
  });
  const callbacks: number[] = [];
  const pages: number[] = [];
  for (let time = -10; time < times; time++) {
    const { client, callback } = await untilCallback(app);
    inLogto = 0;
    const whole = await duration(() => client.send(callback));
    const page = await duration(() => new Client().send(plain.url + pagePaths.smallest));
    if (client.cookieBytes === 0) throw new Error('A callback failed');
    if (time < 0) continue; // warming up
    callbacks.push(whole - inLogto);
    pages.push(page);
  }
  const ratio = median(callbacks.map((callback, index) => callback / (pages[index] ?? NaN)));
  const milliseconds = median(callbacks).toFixed(1);
  return {
    name: 'Callback: time in the app, without Logto’s share, against one page without auth',
    measured: `${ratio.toFixed(2)} (${milliseconds} : ${median(pages).toFixed(1)} ms)`,
  };
}

/** A sign-in, up to where Logto sends the browser back. */
export async function untilCallback({ url }: Server): Promise<{ client: Client; callback: URL }> {
  const client = new Client();
  let next = new URL(`${url}/api/logto/sign-in?direct_sign_in=social:github`);
  while (next.pathname !== '/api/logto/callback') {
    const response = await client.send(next);
    next = new URL(response.headers.get('location') ?? '', next);
  }
  return { client, callback: next };
}

async function duration(send: () => Promise<Response>): Promise<number> {
  const start = performance.now();
  await (await send()).text();
  return performance.now() - start;
}
