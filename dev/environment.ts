import nextEnv from '@next/env';

/** The port that `npm run dev` serves the app on. */
export const appPort = Number(process.env['PORT'] ?? 3000);

/**
 * The environment as Next reads it: the process's own variables first, then `.env.local`,
 * `.env.development` or `.env.production`, and `.env`. Development has an address of its own.
 */
export function loadEnvironment(development: boolean): NodeJS.ProcessEnv {
  const log = { info: () => undefined, error: console.error };
  nextEnv.loadEnvConfig(process.cwd(), development, log);
  return { ...(development ? { BASE_URL: `http://localhost:${appPort}` } : {}), ...process.env };
}

/** Whether the environment names a Logto. In development the bundled one serves where it doesn't. */
export const namesLogto = (env: NodeJS.ProcessEnv): boolean =>
  ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET'].some((name) => env[name]);
