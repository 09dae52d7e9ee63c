import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { ConfigError, parseConfig } from '../lib/config';
import { defaultPort, loadEnvironment, namesLogto, runCommand, UserError } from './command';
import { startLogtoFor } from './local-logto';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** The variables of this process, without those of files, which Next reads by itself. */
const ownEnvironment = { ...process.env };

/** Has Next end with this process, even if this one is killed: the channel between them then closes. */
const endTogether = `data:text/javascript,${encodeURIComponent("process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))")}`;

let child: ChildProcess | undefined;

function stop(signal: NodeJS.Signals): void {
  if (child) child.kill(signal);
  else process.exit(1);
}

/** Stops when npm is gone. npm passes on most signals, but it can't pass on `SIGKILL`. */
function stopWithNpm(): void {
  const columns = ['-o', 'ppid=', '-o', 'comm=', '-p', String(process.ppid)];
  const { stdout } = spawnSync('ps', columns, { encoding: 'utf8' });
  const [, parent, name = ''] = /^\s*(\d+)\s+(.*\S)/.exec(stdout || '') ?? [];
  // A shell may be between npm and this process.
  const npm = parent !== undefined && name.endsWith('sh') ? Number(parent) : process.ppid;
  const look = () => {
    try {
      process.kill(npm, 0);
    } catch {
      stop('SIGTERM');
    }
  };
  setInterval(look, 500).unref();
}

/**
 * `npm run dev` runs the app in development, `npm run preview` its production build: with the local Logto, unless the environment
 * names another one. Starts both again when an `.env` file changes. `--port` or `-p` chooses the port.
 *
 * @returns Next's exit code
 */
async function run(): Promise<number> {
  const options = { port: { type: 'string', short: 'p' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const command = positionals[0] === 'start' ? 'start' : 'dev';
  const [needed, version] = ['22.13', process.versions.node];
  if (version.localeCompare(needed, 'en', { numeric: true }) < 0)
    console.warn(`This is Node.js ${version}; please install ${needed} or newer.`); // older ones mostly work
  const port = Number(values.port ?? defaultPort);
  await assertFree(port);
  if (command === 'start') {
    const code = await spawnNext(['build'], {});
    if (code !== 0) return code;
  }
  let onChange: (() => void) | undefined;
  watch('.', (_event, name) => {
    if (name?.startsWith('.env')) onChange?.();
  });
  const load = () => loadEnvironment(command === 'dev', port);
  for (let isFirst = true; ; isFirst = false) {
    const env = load();
    const changed = new Promise<undefined>((resolve) => {
      onChange = () => {
        if (JSON.stringify(load()) !== JSON.stringify(env)) resolve(undefined);
      };
    });
    const code = await serve(command, port, env, changed).catch((error: unknown) => {
      if (isFirst || !(error instanceof ConfigError)) throw error;
      console.error(error.message);
      return changed;
    });
    if (code !== undefined) return code;
    console.log('\n  An .env file has changed: starting again.');
  }
}

/**
 * Runs the app until it ends, or until `changed` resolves. Next reads the files by itself: it gets only
 * the variables that they don't have.
 * @returns Next's exit code; `undefined` after a change
 */
async function serve(
  command: 'dev' | 'start',
  port: number,
  env: NodeJS.ProcessEnv,
  changed: Promise<undefined>,
): Promise<number | undefined> {
  const local = namesLogto(env) ? undefined : await startLogtoFor(env, port);
  try {
    parseConfig({ ...env, ...local?.variables });
    const { BASE_URL = '', LOGTO_ENDPOINT = '' } = env;
    console.log(`\n  App     ${BASE_URL}\n${local?.summary ?? `  Logto   ${LOGTO_ENDPOINT}`}\n`);
    const variables = { BASE_URL, ...local?.variables };
    const ended = spawnNext([command, '--port', String(port)], variables);
    const code = await Promise.race([ended, changed]);
    if (code === undefined) {
      child?.kill();
      await ended;
    }
    return code;
  } finally {
    await local?.logto.close();
  }
}

/** Runs a command of Next, and resolves to its exit code. */
async function spawnNext(args: string[], variables: Record<string, string>): Promise<number> {
  const NODE_ENV = args[0] === 'dev' ? 'development' : 'production';
  child = spawn(process.execPath, ['--import', endTogether, next, ...args], {
    env: { ...ownEnvironment, NODE_ENV, ...variables },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  child = undefined;
  return code ?? 0;
}

/** Next would choose another port, which isn't registered at Logto. */
async function assertFree(port: number): Promise<void> {
  const server = createServer().listen(port);
  await once(server, 'listening').catch(() => {
    throw new UserError(
      `Port ${port} is taken by another program. Stop it, or choose another port (the local Logto uses the next one): npm run dev -- -p 3010`,
    );
  });
  server.close();
  await once(server, 'close');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
if (process.env['npm_lifecycle_event']) stopWithNpm();
await runCommand(run);
process.exit();
