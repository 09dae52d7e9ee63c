import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionStore } from '@/lib/session/store';
import { freePort } from '../../support/app';
import { run } from '../../support/run';

/** Returns whether there is a `redis-server` to test with. */
export const hasRedis = () => spawnSync('redis-server', ['--version']).status === 0;

/** Skips the test, or the group, that calls it if there is no Redis; with `CI` it fails. */
export function needRedis(): void {
  const why = 'there is no redis-server on this machine, and none could be installed';
  if (!hasRedis() && process.env['CI']) throw new Error(why);
  test.skip(!hasRedis(), why);
}

/** The app's own store, in this process. It is loaded here because only workers can load it. */
export async function openStore(urls: string): Promise<SessionStore> {
  const { RedisConnection } = await import('@/lib/session/redis');
  const { createRedisStore } = await import('@/lib/session/redis-store');
  return createRedisStore(new RedisConnection(urls.split(',')));
}

/**
 * Starts a real Redis on a loopback port, which stores nothing on disk.
 *
 * @param port by default a free one
 * @param args further arguments of `redis-server`
 */
export async function startRedis(port?: number, ...args: string[]) {
  const chosen = port ?? (await freePort());
  const directory = mkdtempSync(join(tmpdir(), 'redis-'));
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory];
  const server = run(
    ['--port', `${chosen}`, ...settings, ...args],
    {},
    { program: 'redis-server' },
  );
  await server.until('Ready to accept connections');

  /** Sends commands, one a line, as `redis-cli` would, and returns the raw answers. */
  const ask = async (commands: string) => {
    const socket = connect(chosen, '127.0.0.1');
    socket.end(`${commands}\r\nQUIT\r\n`);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    await once(socket, 'close');
    return answer;
  };
  /** Watches the commands that it gets. */
  const watch = async () => {
    const socket = connect(chosen, '127.0.0.1');
    let commands = '';
    socket.on('data', (chunk: Buffer) => (commands += chunk.toString()));
    socket.write('MONITOR\r\n');
    await once(socket, 'data');
    return { commands: () => commands, stop: () => socket.destroy() };
  };
  return {
    ...server,
    port: chosen,
    url: `redis://127.0.0.1:${chosen}`,
    ask,
    watch,
    async stop(signal?: NodeJS.Signals) {
      await server.stop(signal);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A cluster of three real nodes, each with a third of the slots. */
export async function startRedisCluster() {
  const nodes: (Awaited<ReturnType<typeof startRedis>> & { bus: string })[] = [];
  for (const [first, last] of [
    [0, 5460],
    [5461, 10922],
    [10923, 16383],
  ]) {
    const bus = String(await freePort());
    const node = await startRedis(undefined, '--cluster-enabled', 'yes', '--cluster-port', bus);
    await node.ask(`CLUSTER ADDSLOTSRANGE ${first} ${last}`);
    const meet = nodes.map((other) => `CLUSTER MEET 127.0.0.1 ${other.port} ${other.bus}`);
    await node.ask(meet.join('\r\n'));
    nodes.push({ ...node, bus });
  }
  const isComplete = async (node: (typeof nodes)[number]) =>
    /cluster_state:ok[^]*cluster_known_nodes:3/.test(await node.ask('CLUSTER INFO'));
  for (const node of nodes) await expect.poll(() => isComplete(node)).toBe(true);
  return nodes;
}
