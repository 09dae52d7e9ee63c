import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import {
  demoResources,
  demoScopes,
  startLocalLogto,
  type LocalLogtoSettings,
} from '@/dev/logto/server';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** A running production server of the app. */
export interface App {
  baseUrl: string;
  /** All it has written so far, to both outputs. */
  output(): string;
  stop(): Promise<void>;
}

/** What the app's environment must have; every run has its own secrets. */
export const secret = () => randomBytes(32).toString('base64url');

/** A TCP port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs `next start` with exactly these variables; resolves as soon as it ends or takes requests. */
export function spawnApp(port: number, variables: Record<string, string>) {
  const child = spawn(process.execPath, [next, 'start', '--port', String(port)], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let output = '';
  const ready = new Promise<void>((resolve) => {
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready in')) resolve();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
  });
  return {
    ready,
    ended,
    output: () => output,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** Starts the app for a provider at `endpoint`. */
export async function startApp(
  endpoint: string,
  variables: Record<string, string> = {},
  port?: number,
): Promise<App> {
  const chosen = port ?? (await freePort());
  const baseUrl = `http://localhost:${chosen}`;
  const process = spawnApp(chosen, {
    LOGTO_ENDPOINT: endpoint,
    LOGTO_APP_ID: 'test-app',
    LOGTO_APP_SECRET: secret(),
    LOGTO_RESOURCES: demoResources.join(' '),
    LOGTO_SCOPES: demoScopes.join(' '),
    SESSION_SECRET: secret(),
    BASE_URL: baseUrl,
    ...variables,
  });
  const outcome = await Promise.race([process.ready, process.ended]);
  if (outcome !== undefined) throw new Error(`The app did not start:\n${process.output()}`);
  return { baseUrl, output: process.output, stop: process.stop };
}

/** Starts a local Logto and the app for it. */
export async function startAppWithLogto(settings: Partial<LocalLogtoSettings> = {}) {
  const port = await freePort();
  const app = { id: 'test-app', secret: secret(), baseUrl: `http://localhost:${port}` };
  const logto = await startLocalLogto({ app, settings });
  return { logto, app: await startApp(logto.endpoint, { LOGTO_APP_SECRET: app.secret }, port) };
}
