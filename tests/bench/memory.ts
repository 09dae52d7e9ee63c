import { decodeJwt, UnsecuredJWT } from 'jose';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { readSession, writeSession } from '@/lib/session/session-cookie';
import { testCookies } from '@/lib/session/test-cookies';
import { freePort } from '../support/app';
import type { Client } from '../support/client';
import { pagePath } from './builds';
import { request } from './load';
import { startServer } from './servers';
import type { Figure } from './table';

/** Every how many sessions one opens the page, too, where the middleware reads it. */
const pageEvery = 5;

/** For Node: lets the probe collect garbage before it measures. */
const nodeOptions = ['--expose-gc', '--import', join(import.meta.dirname, 'memory-probe.mjs')];

/**
 * The server's memory after this many sessions, and after five times as many. Each is a session of
 * its own: another id, another user, another ID token, another seal.
 */
export async function memoryAfter(
  sessions: number,
  folder: string,
  variables: Record<string, string>,
  signedIn: Client,
): Promise<Figure[]> {
  const probe = await freePort();
  const environment = { ...variables, BENCH_MEMORY_PORT: `${probe}` };
  const server = await startServer(folder, environment, { nodeOptions });
  // So that this process seals as the app does.
  Object.assign(process.env, variables);
  const template = await readSession(testCookies(Object.fromEntries(signedIn.cookies)));
  if (!template) throw new Error('This session can’t be read');

  let next = 0;
  const visit = async (until: number) => {
    const agent = new Agent({ keepAlive: true });
    const repeat = async () => {
      while (next < until) {
        const number = next++;
        const sub = `user-${number}`;
        const idToken = new UnsecuredJWT({ ...decodeJwt(template.idToken), sub }).encode();
        const origin = { ...template.origin, sub, sid: crypto.randomUUID() };
        const jar = testCookies();
        await writeSession(jar, { ...template, id: crypto.randomUUID(), origin, idToken }, '');
        const cookie = jar
          .getAll()
          .map(({ name, value }) => `${name}=${value}`)
          .join('; ');
        await request({ url: `${server.url}/api/me`, status: 200, cookie }, agent);
        if (number % pageEvery === 0)
          await request({ url: server.url + pagePath, status: 200, cookie }, agent);
      }
    };
    await Promise.all(Array.from({ length: 8 }, repeat));
    agent.destroy();
  };

  await visit(sessions);
  const before = await readMemory(probe);
  await visit(5 * sessions);
  const after = await readMemory(probe);
  await server.stop();

  const count = (number: number) => number.toLocaleString('en');
  const line = (what: string, first: number, then: number): Figure => ({
    name: `${what} after ${count(5 * sessions)} sessions, against ${count(sessions)}`,
    measured: `${(then / first).toFixed(2)} (${megabytes(then)} : ${megabytes(first)} MB)`,
    reach: 'within 10 %',
    met: Math.abs(then / first - 1) <= 0.1,
  });
  return [
    line('Memory (RSS)', before.rss, after.rss),
    line('JavaScript heap', before.heapUsed, after.heapUsed),
  ];
}

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(0);

const usageSchema = z.object({ rss: z.number(), heapUsed: z.number() });

async function readMemory(port: number) {
  const response = await fetch(`http://localhost:${port}`);
  return usageSchema.parse(await response.json());
}
