import { environmentSchema, type SessionSecret } from './environment-schema';

/** Scopes every sign-in asks for: identity, a refresh token, and what Logto knows about the user. */
const defaultScopes = [
  'openid',
  'offline_access',
  'profile',
  'email',
  'phone',
  'custom_data',
  'identities',
  'roles',
  'urn:logto:scope:organizations',
  'urn:logto:scope:organization_roles',
];

/** The app's settings, checked. See `.env.example` for what each variable means. */
export interface Config {
  /** Origin of the Logto tenant. */
  readonly endpoint: string;
  /** The issuer that Logto's tokens must name: `<endpoint>/oidc`. */
  readonly issuer: string;
  readonly appId: string;
  readonly appSecret: string;
  /** Never empty. The first one seals, every one opens. */
  readonly sessionSecrets: readonly SessionSecret[];
  /** Public origin of the app, without a trailing slash. */
  readonly baseUrl: string;
  /** Whether the app is served over https, and its cookies are `Secure`. */
  readonly secure: boolean;
  /** Whether this is Next's development server. */
  readonly development: boolean;
  readonly redisUrl: string | undefined;
  /** Without it, no webhook is taken. */
  readonly webhookSigningKey: string | undefined;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
}

/** The environment can't be used. `problems` names each variable, what is wrong and how to mend it; no value is in it. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The environment is not complete:', ...problems.map((line) => `  ${line}`)].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** On Vercel the platform knows the address: the production domain, or the preview's own. */
function vercelBaseUrl(env: NodeJS.ProcessEnv): string | undefined {
  const host =
    env['VERCEL_ENV'] === 'production' ? env['VERCEL_PROJECT_PRODUCTION_URL'] : env['VERCEL_URL'];
  return env['VERCEL'] && host ? `https://${host}` : undefined;
}

/**
 * Turns environment variables into settings. A variable that is set but empty counts as missing.
 *
 * @throws {ConfigError} with every problem at once
 */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environmentSchema.safeParse({ BASE_URL: vercelBaseUrl(env), ...present });
  if (!result.success) {
    throw new ConfigError(
      result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`),
    );
  }
  const values = result.data;
  return Object.freeze({
    endpoint: values.LOGTO_ENDPOINT,
    issuer: `${values.LOGTO_ENDPOINT}/oidc`,
    appId: values.LOGTO_APP_ID,
    appSecret: values.LOGTO_APP_SECRET,
    sessionSecrets: Object.freeze(values.SESSION_SECRET),
    baseUrl: values.BASE_URL,
    secure: values.BASE_URL.startsWith('https:'),
    development: values.NODE_ENV === 'development',
    redisUrl: values.REDIS_URL,
    webhookSigningKey: values.LOGTO_WEBHOOK_SIGNING_KEY,
    scopes: Object.freeze([...new Set([...defaultScopes, ...values.LOGTO_SCOPES])]),
    resources: Object.freeze(values.LOGTO_RESOURCES),
  });
}

let config: Config | undefined;

/**
 * The settings, read from the environment at first use, so that one build serves every environment.
 *
 * @throws {ConfigError}
 */
export function getConfig(): Config {
  return (config ??= parseConfig(process.env));
}
