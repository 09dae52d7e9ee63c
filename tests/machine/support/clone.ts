import { randomInt } from 'node:crypto';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../../support/app';
import { run } from '../../support/run';

/** Runs a script of package.json as a user does. */
export const npmRun = (cwd: string, ...args: string[]) =>
  run(['run', ...args], { NODE_ENV: 'development' }, { program: 'npm', cwd });

/** Runs the script of `npm run dev`, without npm. */
export const runDev = (port: number, variables: Record<string, string> = {}, cwd = '.') =>
  run(
    ['--import', 'tsx', 'dev/run.ts', 'dev', '-p', String(port)],
    { NODE_ENV: 'development', ...variables },
    { cwd },
  );

/**
 * The first of two free ports in a row: the local Logto takes the second. Below those that systems give
 * to connections, so that neither is taken in the meantime.
 */
export async function freePortPair(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const both = await Promise.allSettled([freePort(port), freePort(port + 1)]);
    if (both.every(({ status }) => status === 'fulfilled')) return port;
  }
}

/** Makes a clone with a space in its path, in a folder of this one, so that what is installed is found. */
export async function cloneInto(folder: string): Promise<void> {
  const code = [
    'app',
    'dev',
    'lib',
    'instrumentation.ts',
    'instrumentation-client.ts',
    'middleware.ts',
  ];
  const settings = ['next.config.mjs', 'package.json', 'postcss.config.mjs', 'tsconfig.json'];
  for (const name of [...code, ...settings]) {
    const filter = (source: string) => !/\.test\.tsx?$/.test(source);
    await cp(name, path.join(folder, name), { recursive: true, filter });
  }
}
