import { Agent } from 'node:http';
import { z } from 'zod';
import type { Session } from '@/lib/session/session';
import { readSession, writeSession } from '@/lib/session/session-cookie';
import { testCookies } from '@/lib/session/test-cookies';
import { Client } from '../../support/client';
import { pagePaths } from './builds';
import { request } from './load';
import { askProbe, startServer } from './servers';
import type { Figure } from './table';

/** Every fifth session also opens the page, for which the middleware reads the session. */
const pageEvery = 5;

/**
 * The server's memory after this many sessions, and after five times as many. Each session
 * is different: another id, another user, other claims, another seal.
 */
export async function memoryAfter(
  sessions: number,
  folder: string,
  variables: Record<string, string>,
  signedIn: Client,
): Promise<Figure[]> {
  const server = await startServer(folder, variables);
  Object.assign(process.env, variables); // so that this process seals as the app does
  const template = await readSession(testCookies(Object.fromEntries(signedIn.cookies)));
  if (!template) throw new Error('This session can’t be read');

  let next = 0;
  const visit = async (until: number) => {
    const agent = new Agent({ keepAlive: true });
    const repeat = async () => {
      while (next < until) {
        const number = next++;
        const { cookieHeader: cookie } = await anotherUser(template, number);
        await request({ server, path: '/api/me', status: 200, cookie }, agent);
        if (number % pageEvery === 0)
          await request({ server, path: pagePaths.claims, status: 200, cookie }, agent);
      }
    };
    await Promise.all(Array.from({ length: 8 }, repeat));
    agent.destroy();
    return usageSchema.parse(await askProbe(server, 'memory'));
  };
  const few = await visit(sessions);
  const many = await visit(5 * sessions);
  await server.stop();

  const count = (number: number) => number.toLocaleString('en');
  const line = (what: string, after: number, before: number): Figure => ({
    name: `${what} after ${count(5 * sessions)} sessions, against ${count(sessions)}`,
    measured: `${(after / before).toFixed(2)} (${megabytes(after)} : ${megabytes(before)} MB)`,
    reach: 'within 10 %',
    met: Math.abs(after / before - 1) <= 0.1,
  });
  return [
    line('Memory (RSS)', many.rss, few.rss),
    line('JavaScript heap', many.heapUsed, few.heapUsed),
  ];
}

async function anotherUser(template: Session, number: number): Promise<Client> {
  const claims = { ...template.claims, sub: `user-${number}`, sid: crypto.randomUUID() };
  const cookies = testCookies();
  await writeSession(cookies, { ...template, id: crypto.randomUUID(), claims });
  return new Client(cookies.getAll().map(({ name, value }) => [name, value]));
}

const usageSchema = z.object({ rss: z.number(), heapUsed: z.number() });

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(0);
