import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from './app';
import { run } from './run';

/** Whether there is a `redis-server` to test with. */
export const hasRedis = () => spawnSync('redis-server', ['--version']).status === 0;

/** A real Redis on a free loopback port, with nothing kept on disk. */
export async function startRedis(port?: number) {
  const chosen = port ?? (await freePort());
  const args = ['--port', `${chosen}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = run(args, {}, { program: 'redis-server' });
  await server.until('Ready to accept connections');

  /** Sends one command as `redis-cli` would, and returns the raw answer. */
  const ask = async (command: string) => {
    const socket = connect(chosen, '127.0.0.1');
    socket.end(`${command}\r\nQUIT\r\n`);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    await once(socket, 'close');
    return answer;
  };
  return { ...server, port: chosen, url: `redis://127.0.0.1:${chosen}`, ask };
}
