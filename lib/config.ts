import type * as z from 'zod';
import { environmentSchema } from './environment-schema';

/** The scopes of every sign-in: identity, a refresh token, and what Logto knows about the user. */
const defaultScopes = `openid offline_access profile email phone custom_data identities roles
  urn:logto:scope:organizations urn:logto:scope:organization_roles`.split(/\s+/);

/** The app's settings, validated. `.env.example` explains each variable. */
export type Config = ReturnType<typeof parseConfig>;

/** An unusable environment. Each problem names a variable, what is wrong and how to fix it, but not its value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['The environment is not complete:', ...problems.map((line) => `  ${line}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

/** Returns the address that Vercel provides: the production domain, or the preview's own. */
function vercelBaseUrl(env: NodeJS.ProcessEnv): string | undefined {
  const host =
    env['VERCEL_ENV'] === 'production' ? env['VERCEL_PROJECT_PRODUCTION_URL'] : env['VERCEL_URL'];
  return env['VERCEL'] && host ? `https://${host}` : undefined;
}

/** Returns the Management API's indicator, with the credentials for it; `undefined` without `LOGTO_M2M_APP_ID`. */
function managementOf(data: z.infer<typeof environmentSchema>) {
  const { LOGTO_ENDPOINT, LOGTO_M2M_APP_ID: appId, LOGTO_M2M_APP_SECRET: appSecret } = data;
  if (appId === undefined || appSecret === undefined) return undefined;
  const isCloud = LOGTO_ENDPOINT.endsWith('.logto.app');
  const resource = `${isCloud ? LOGTO_ENDPOINT : 'https://default.logto.app'}/api`;
  return Object.freeze({ appId, appSecret, resource });
}

/**
 * Reads the settings from environment variables. A variable that is set but empty counts as missing.
 * @throws {ConfigError} with every problem at once
 */
export function parseConfig(env: NodeJS.ProcessEnv) {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { data, error } = environmentSchema.safeParse({ BASE_URL: vercelBaseUrl(env), ...present });
  const problems = error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
  for (const name of Object.keys(environmentSchema.shape))
    if (/^(["']).*\1$/s.test(present[name] ?? ''))
      problems.unshift(
        `${name} begins and ends with a quotation mark, which docker --env-file keeps.`,
      );
  if (!data || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    endpoint: data.LOGTO_ENDPOINT,
    issuer: `${data.LOGTO_ENDPOINT}/oidc`,
    appId: data.LOGTO_APP_ID,
    appSecret: data.LOGTO_APP_SECRET,
    sessionSecrets: Object.freeze(data.SESSION_SECRET),
    baseUrl: data.BASE_URL,
    secure: data.BASE_URL.startsWith('https:'), // cookies are then `Secure`
    development: data.NODE_ENV === 'development',
    redisUrls: Object.freeze(data.REDIS_URL),
    sessionInactivitySeconds: data.SESSION_INACTIVITY_SECONDS,
    sessionAbsoluteSeconds: data.SESSION_ABSOLUTE_SECONDS,
    webhookSigningKey: data.LOGTO_WEBHOOK_SIGNING_KEY,
    management: managementOf(data),
    scopes: Object.freeze([...new Set([...defaultScopes, ...data.LOGTO_SCOPES])]),
    resources: Object.freeze(data.LOGTO_RESOURCES),
  });
}

let config: Config | undefined;

/** Returns the settings, read at first use, so that one build serves every environment. Throws a ConfigError. */
export function getConfig(): Config {
  return (config ??= parseConfig(process.env));
}
