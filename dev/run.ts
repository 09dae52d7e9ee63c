import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { watch } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { ConfigError, parseConfig } from '../lib/config';
import { defaultPort, loadEnvironment, namesLogto, ownEnvironment } from './environment';
import { startLogtoFor } from './local-logto';
import { whenNpmEnds } from './npm-process';
import { UserError } from './user-error';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** Has Next end with this process, even if this one is killed: the channel between them then closes. */
const endTogether = `data:text/javascript,${encodeURIComponent("process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))")}`;

let child: ChildProcess | undefined;

/**
 * Runs the app, with the local Logto unless the environment names another one, and starts both again
 * when an `.env` file changes. Exits with Next's exit code. `--port` or `-p` chooses the port.
 *
 * @param command `dev`, or `start` for the production build
 */
export function runCommand(command: 'dev' | 'start'): void {
  const stop = (signal: NodeJS.Signals) => {
    if (child) child.kill(signal);
    else process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  whenNpmEnds(() => {
    stop('SIGTERM');
  });
  run(command).then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(explain(error));
      process.exit(1);
    },
  );
}

async function run(command: 'dev' | 'start'): Promise<number> {
  warnOfOldNode();
  const port = readPort();
  await assertFree(port);
  if (command === 'start') {
    const code = await spawnNext(['build'], {});
    if (code !== 0) return code;
  }
  const files = new EventEmitter();
  watch('.', (_event, name) => name?.startsWith('.env') && files.emit('change'));
  const load = () => loadEnvironment(command === 'dev', port);
  for (let isFirst = true; ; isFirst = false) {
    const env = load();
    const changed = new Promise<undefined>((resolve) => {
      files.removeAllListeners().on('change', () => {
        if (JSON.stringify(load()) !== JSON.stringify(env)) resolve(undefined);
      });
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
 *
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

function readPort(): number {
  const options = { port: { type: 'string', short: 'p' } } as const;
  const { values } = parseArgs({ options });
  return Number(values.port ?? defaultPort);
}

/** Older versions mostly work, so this doesn't stop. */
function warnOfOldNode(): void {
  const [needed, version] = ['22.13', process.versions.node];
  if (version.localeCompare(needed, 'en', { numeric: true }) < 0)
    console.warn(`This is Node.js ${version}; please install ${needed} or newer.`);
}

/** Next would choose another port, which isn't registered at Logto. */
async function assertFree(port: number): Promise<void> {
  const server = createServer().listen(port);
  await once(server, 'listening').catch((cause: unknown) => {
    throw new UserError(
      `Port ${port} is taken by another program. Stop it, or choose another port (the local Logto uses the next one): PORT=3010 npm run dev`,
      { cause },
    );
  });
  server.close();
  await once(server, 'close');
}

function explain(error: unknown): string {
  if (error instanceof UserError || error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return code === 'EADDRINUSE' || code.startsWith('ERR_PARSE_ARGS')
    ? error.message
    : (error.stack ?? error.message);
}
