import { ConfigError, parseConfig, type Config } from '../../lib/config';
import { failed, ok, type Finding } from './check';

/** Replacements for unusable values, so that the other variables can be checked. */
const standIns: Record<string, string> = {
  LOGTO_ENDPOINT: 'https://logto.invalid',
  LOGTO_APP_ID: 'unknown',
  LOGTO_APP_SECRET: 'unknown',
  SESSION_SECRET: 'unknown'.repeat(8),
  BASE_URL: 'https://app.invalid',
  LOGTO_RESOURCES: '',
  REDIS_URL: 'redis://redis.invalid', // on Vercel it may not be empty
  SESSION_INACTIVITY_SECONDS: '',
  SESSION_ABSOLUTE_SECONDS: '',
  LOGTO_WEBHOOK_SIGNING_KEY: '',
};

/** The app's settings, as far as they are usable. */
export interface Settings {
  /** Meaningless for the variables in `unusable`. */
  config: Config;
  /** Names of the variables that are missing or invalid. */
  unusable: ReadonlySet<string>;
  /** Each problem as the app reports it, without the value. */
  problems: readonly string[];
}

/** Reads the environment by the app's own rules, and continues if the app would stop. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  try {
    return { config: parseConfig(env), unusable: new Set(), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { problems } = error;
    const unusable = new Set(problems.map((problem) => problem.split(' ', 1)[0] ?? ''));
    const instead = Object.fromEntries([...unusable].map((name) => [name, standIns[name]]));
    return { config: parseConfig({ ...env, ...instead }), unusable, problems };
  }
}

/** Lists what keeps the app from starting, or from working. */
export function checkEnvironment(env: NodeJS.ProcessEnv, { problems }: Settings): Finding {
  if (problems.length === 0) return ok('Every variable that the app needs is set.');
  const hint = endpointHint(env['LOGTO_ENDPOINT'] ?? '');
  const where = 'Set it in .env.local or at your host; .env.example explains every variable.';
  return failed(problems.join('\n'), hint === undefined ? where : `${hint}\n${where}`);
}

/** Returns advice for an address that was likely copied from the wrong place. */
export function endpointHint(endpoint: string): string | undefined {
  const url = URL.parse(endpoint);
  if (!url) return undefined;
  if (url.hostname === 'cloud.logto.io')
    return "LOGTO_ENDPOINT is the address of Logto's Console. Use your tenant's: the Console shows it on the application's page as “Logto endpoint”, like https://my-tenant.logto.app.";
  return url.pathname === '/' ? undefined : `Leave out the path: LOGTO_ENDPOINT=${url.origin}`;
}
