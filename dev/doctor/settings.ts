import { ConfigError, parseConfig, type Config } from '../../lib/config';
import { environmentSchema } from '../../lib/environment-schema';
import { failed, ok, type Finding } from './check';

/** Stand in for unusable values, so that the rest of the environment can be looked at. */
const standIns: Record<string, string> = {
  LOGTO_ENDPOINT: 'https://logto.invalid',
  LOGTO_APP_ID: 'unknown',
  LOGTO_APP_SECRET: 'unknown',
  SESSION_SECRET: 'unknown'.repeat(8),
  BASE_URL: 'https://app.invalid',
  LOGTO_RESOURCES: '',
  REDIS_URL: '',
  LOGTO_WEBHOOK_SIGNING_KEY: '',
};

/** The app's settings, as far as they can be used. */
export interface Settings {
  /** Without meaning where the variable is among `unusable`. */
  config: Config;
  /** Names of the variables that are missing or that the app refuses. */
  unusable: ReadonlySet<string>;
  /** Each problem in words, as the app puts it. No value is in it. */
  problems: readonly string[];
}

/** Reads the environment with the app's own rules, and goes on where the app would stop. */
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
  const quoted = Object.keys(environmentSchema.shape).filter((name) =>
    /^(["']).*\1$/s.test(env[name] ?? ''),
  );
  if (quoted.length > 0)
    return failed(
      [...quoted.map((name) => `${name} begins and ends with a quotation mark.`), ...problems].join(
        '\n',
      ),
      'Leave the quotation marks out: in a file for docker --env-file they count as part of the value.',
    );
  if (problems.length === 0) return ok('Every variable that the app needs is there.');
  const hint = endpointHint(env['LOGTO_ENDPOINT'] ?? '');
  const where = 'Set it in .env.local or at your host; .env.example explains every variable.';
  return failed(problems.join('\n'), hint === undefined ? where : `${hint}\n${where}`);
}

/** What is likely wrong with an address that people copy from the wrong place. */
export function endpointHint(endpoint: string): string | undefined {
  const url = URL.parse(endpoint);
  if (!url) return undefined;
  if (url.hostname === 'cloud.logto.io')
    return "LOGTO_ENDPOINT is the address of Logto's Console. Use your tenant's: the Console shows it on the application's page as “Logto endpoint”, like https://my-tenant.logto.app.";
  return url.pathname === '/' ? undefined : `Leave out the path: LOGTO_ENDPOINT=${url.origin}`;
}
