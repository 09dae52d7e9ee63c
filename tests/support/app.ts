import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import {
  demoResources,
  demoScopes,
  startLocalLogto,
  type LocalLogtoSettings,
} from '@/dev/logto/server';
import { environment } from '../app/seed';
import { run, type Run } from './run';
import { testBuild } from './build';

/** A production build, the Node that runs it, and variables that its app needs. */
export interface Build {
  directory: string;
  node?: string;
  variables?: Record<string, string>;
}

/** A running production server of the app. */
export interface App extends Pick<Run, 'output' | 'stop'> {
  baseUrl: string;
  /** The address that it listens at: the same, unless `BASE_URL` is another one. */
  localUrl: string;
  /** Its environment, for another instance. */
  variables: Record<string, string>;
}

/** The name of the session's cookie, or of its first part: the port is in it, because browsers share cookies between ports. */
export const sessionCookie = ({ baseUrl }: Pick<App, 'baseUrl'>) =>
  `logto-session-${new URL(baseUrl).port}`;

/** Returns a random secret for the app's environment. Every run has its own secrets. */
export const secret = () => randomBytes(32).toString('base64url');

/** A TCP port that is free at this moment: this one, or any. Rejects where this one is taken. */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer().listen(wanted);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The folder for the output of the servers: a file for each. */
export const outputFolder = 'test-results/output/servers';

/** Runs `next start` with exactly these variables, for the build in this directory, with the packages that it finds there. */
export function runApp(
  port: number,
  variables: Record<string, string>,
  directory = testBuild,
  node = process.execPath,
): Run {
  const next = createRequire(resolve(directory, 'package.json')).resolve('next/dist/bin/next');
  const args = [next, 'start', directory, '--port', String(port)];
  const file = `${outputFolder}/${process.pid}-${port}.log`;
  mkdirSync(outputFolder, { recursive: true });
  const keep = (chunk: string) => {
    appendFileSync(file, chunk);
  };
  return run(args, variables, { program: node, keep });
}

/** Starts the app, of the build in this directory, for a provider at `endpoint`. */
export async function startApp(
  endpoint: string,
  overrides: Record<string, string> = {},
  port?: number,
  directory = testBuild,
  node?: string,
): Promise<App> {
  const chosen = port ?? (await freePort());
  const localUrl = `http://localhost:${chosen}`;
  const variables = {
    LOGTO_ENDPOINT: endpoint,
    LOGTO_APP_ID: 'test-app',
    LOGTO_APP_SECRET: secret(),
    LOGTO_RESOURCES: demoResources.join(' '),
    LOGTO_SCOPES: demoScopes.join(' '),
    SESSION_SECRET: secret(),
    BASE_URL: localUrl,
    ...environment,
    ...overrides,
  };
  const app = runApp(chosen, variables, directory, node);
  await app.until('Ready in');
  if (!app.output().includes('Ready in')) throw new Error(`No app:\n${app.output()}`);
  return { baseUrl: variables.BASE_URL, localUrl, variables, ...app };
}

/** Starts a local Logto and the app for it. */
export async function startAppWithLogto(
  settings: Partial<LocalLogtoSettings> = {},
  overrides: Record<string, string> = {},
  build: Build = { directory: testBuild },
) {
  const { directory, node } = build;
  const port = await freePort();
  const registration = { id: 'test-app', secret: secret(), baseUrl: `http://localhost:${port}` };
  const webhookSigningKey = secret();
  const requested = {
    resources: wordsOf(overrides['LOGTO_RESOURCES']),
    scopes: wordsOf(overrides['LOGTO_SCOPES']),
  };
  const logto = await startLocalLogto({
    app: registration,
    requested,
    settings,
    webhookSigningKey,
  });
  const variables = {
    LOGTO_APP_SECRET: registration.secret,
    LOGTO_M2M_APP_ID: logto.machine.id,
    LOGTO_M2M_APP_SECRET: logto.machine.secret,
    LOGTO_WEBHOOK_SIGNING_KEY: webhookSigningKey,
    ...build.variables,
    ...overrides,
  };
  return { logto, app: await startApp(logto.endpoint, variables, port, directory, node) };
}

const wordsOf = (value = '') => value.split(' ').filter(Boolean);
