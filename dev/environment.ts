import nextEnv from '@next/env';

/** The variables of this process, without those of files, which Next reads by itself. */
export const ownEnvironment = { ...process.env };

/** The port of the app unless an option of the command says otherwise. */
export const defaultPort = Number(process.env['PORT'] ?? 3000);

/**
 * Reads the environment as Next does: the process's own variables first, then `.env.local`,
 * `.env.development` or `.env.production`, and `.env`. A later call reads the files again.
 *
 * @param localPort if given, `BASE_URL` defaults to `http://localhost` with the given port
 */
export function loadEnvironment(development: boolean, localPort?: number): NodeJS.ProcessEnv {
  const log = { info: () => undefined, error: console.error };
  nextEnv.loadEnvConfig(process.cwd(), development, log, true);
  const local = localPort === undefined ? {} : { BASE_URL: `http://localhost:${localPort}` };
  return { ...local, ...process.env };
}

/** Returns whether the environment names a Logto. If it doesn't, development uses the local one. */
export const namesLogto = (env: NodeJS.ProcessEnv): boolean =>
  ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET'].some((name) => env[name]);
