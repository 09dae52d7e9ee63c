import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { ConfigError, parseConfig } from '../lib/config';
import { appPort, loadEnvironment, namesLogto } from './environment';
import { demoAccounts, demoResources, demoScopes } from './logto/seed';
import { startLocalLogto } from './logto/server';
import { Unusable } from './unusable';

/** `npm run dev`: the app, and a local Logto unless the environment names a real one. Ctrl-C stops both. */

const logtoPort = appPort + 1;
const baseUrl = `http://localhost:${appPort}`;

async function main(): Promise<number> {
  warnOfOldNode();
  const environment = loadEnvironment(true);
  await assertFree(appPort);
  const env = namesLogto(environment) ? environment : await startWithLocalLogto();
  parseConfig(env);
  return runNext(env);
}

/** An older Node.js mostly works, too, so this goes on. */
function warnOfOldNode(): void {
  const [needed, here] = ['22.13', process.versions.node];
  if (here.localeCompare(needed, 'en', { numeric: true }) < 0)
    console.warn(`This is Node.js ${here}; please install ${needed} or newer.`);
}

/** Starts the local Logto; its data and the app's secrets live as long as this process. */
async function startWithLocalLogto(): Promise<NodeJS.ProcessEnv> {
  const secret = () => randomBytes(32).toString('base64url');
  const app = { id: 'local-demo-app', secret: secret(), baseUrl };
  const webhookSigningKey = secret();
  const listed = (variable: string) => process.env[variable]?.split(/\s+/).filter(Boolean) ?? [];
  const requested = { resources: listed('LOGTO_RESOURCES'), scopes: listed('LOGTO_SCOPES') };
  const { endpoint } = await startLocalLogto({
    port: logtoPort,
    app,
    requested,
    webhookSigningKey,
    settings: { stepUp: true },
  });
  const width = Math.max(...demoAccounts.map(({ username }) => username.length));
  console.log(`
  The app       ${baseUrl}
  Local Logto   ${endpoint}   a stand-in, its data lives in memory

  Demo accounts
${demoAccounts.map(({ username, password, description }) => `    ${username.padEnd(width)}  ${password}   ${description}`).join('\n')}

  Suspend, delete or change them at ${endpoint}/console

  To use your own Logto instead, copy .env.example to .env.local and fill it in.
`);
  return {
    ...process.env,
    LOGTO_ENDPOINT: endpoint,
    LOGTO_APP_ID: app.id,
    LOGTO_APP_SECRET: app.secret,
    LOGTO_RESOURCES: [...new Set([...demoResources, ...requested.resources])].join(' '),
    LOGTO_SCOPES: [...new Set([...demoScopes, ...requested.scopes])].join(' '),
    LOGTO_WEBHOOK_SIGNING_KEY: webhookSigningKey,
    SESSION_SECRET: secret(),
    BASE_URL: baseUrl,
  };
}

/** Runs Next's development server until it ends, or until we are asked to. */
async function runNext(env: NodeJS.ProcessEnv): Promise<number> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'dev', '--port', String(appPort)], {
    env,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 0;
}

/** Next would move on to another port, which Logto then doesn't know. */
async function assertFree(port: number): Promise<void> {
  const server = createServer().listen(port);
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Unusable(
      `Port ${port} is taken by another program. Stop that, or choose another port (the local Logto takes the next one): PORT=3010 npm run dev`,
      { cause },
    );
  });
  server.close();
  await once(server, 'close');
}

function explain(error: unknown): string {
  const inWords = error instanceof Unusable || error instanceof ConfigError;
  if (inWords || (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'))
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(explain(error));
    process.exit(1);
  },
);
