import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { demoResources, demoScopes, startLocalLogto } from '@/dev/logto/server';
import { freePort, secret } from '../../support/app';
import { Client } from '../../support/client';
import { run, type Run } from '../../support/run';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
const probe = join(import.meta.dirname, 'probe.mjs');

/** A running `next start`. */
export interface Server extends Run {
  url: string;
  /** The address of its probe. */
  probe: string;
}

/**
 * Starts a build with these variables, and the probe in the same process. It keeps its compiled code
 * while the others are measured: V8 would take eight idle seconds as a sign to give up memory, and begin
 * the next slice cold.
 */
export async function startServer(
  folder: string,
  variables: Record<string, string>,
  port?: number,
): Promise<Server> {
  const chosen = port ?? (await freePort());
  const probePort = await freePort();
  const server = run(
    [
      '--no-memory-reducer',
      '--expose-gc',
      '--import',
      probe,
      next,
      'start',
      folder,
      '--port',
      `${chosen}`,
    ],
    { ...variables, BENCH_PROBE_PORT: `${probePort}` },
  );
  await server.until('Ready in');
  if (!server.output().includes('Ready in')) throw new Error(`No server:\n${server.output()}`);
  return {
    url: `http://localhost:${chosen}`,
    probe: `http://localhost:${probePort}`,
    ...server,
  };
}

/** Returns the CPU time or the memory that the server uses; see `probe.mjs`. */
export async function askProbe(server: Server, what: 'cpu' | 'memory'): Promise<unknown> {
  return (await fetch(`${server.probe}/${what}`)).json();
}

/** Starts a local Logto, in this process, and chooses the environment of the app for it. */
export async function startLogto() {
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const app = { id: 'bench-app', secret: secret(), baseUrl };
  const logto = await startLocalLogto({ app });
  const variables: Record<string, string> = {
    LOGTO_ENDPOINT: logto.endpoint,
    LOGTO_APP_ID: app.id,
    LOGTO_APP_SECRET: app.secret,
    LOGTO_RESOURCES: demoResources.join(' '),
    LOGTO_SCOPES: demoScopes.join(' '),
    SESSION_SECRET: secret(),
    BASE_URL: baseUrl,
  };
  return { logto, variables, port };
}

/** A browser in which the account that has everything is signed in. */
export async function signIn({ url }: Server): Promise<Client> {
  const client = new Client();
  const landed = await client.signIn({ baseUrl: url });
  if (landed.url !== `${url}/`) throw new Error(`Signing in ended at ${landed.url}`);
  return client;
}

/** The claims of the session in this browser, as JSON. */
export async function claimsIn({ url }: Server, client: Client): Promise<string> {
  const { user } = z
    .object({ user: z.unknown() })
    .parse(await (await client.send(`${url}/api/me`)).json());
  return JSON.stringify(user);
}
