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
import { run, type Run } from './run';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** A running production server of the app. */
export interface App extends Pick<Run, 'output' | 'stop'> {
  baseUrl: string;
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

/** Runs `next start` with exactly these variables. */
export function runApp(port: number, variables: Record<string, string>): Run {
  return run([next, 'start', '--port', String(port)], variables);
}

/** Starts the app for a provider at `endpoint`. */
export async function startApp(
  endpoint: string,
  variables: Record<string, string> = {},
  port?: number,
): Promise<App> {
  const chosen = port ?? (await freePort());
  const baseUrl = `http://localhost:${chosen}`;
  const app = runApp(chosen, {
    LOGTO_ENDPOINT: endpoint,
    LOGTO_APP_ID: 'test-app',
    LOGTO_APP_SECRET: secret(),
    LOGTO_RESOURCES: demoResources.join(' '),
    LOGTO_SCOPES: demoScopes.join(' '),
    SESSION_SECRET: secret(),
    BASE_URL: baseUrl,
    ...variables,
  });
  await app.until('Ready in');
  if (!app.output().includes('Ready in')) throw new Error(`No app:\n${app.output()}`);
  return { baseUrl, ...app };
}

/** Starts a local Logto and the app for it. */
export async function startAppWithLogto(settings: Partial<LocalLogtoSettings> = {}) {
  const port = await freePort();
  const app = { id: 'test-app', secret: secret(), baseUrl: `http://localhost:${port}` };
  const logto = await startLocalLogto({ app, settings });
  return { logto, app: await startApp(logto.endpoint, { LOGTO_APP_SECRET: app.secret }, port) };
}
