import { z } from 'zod';

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

const required = (hint: string) => ({
  error: (issue: { input?: unknown }) =>
    issue.input === undefined ? `is missing. ${hint}` : `must be text. ${hint}`,
});

const isLoopback = (hostname: string) =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** The placeholders of `.env.example`. */
const examples = [
  'https://your-tenant.logto.app',
  'your-app-id',
  'your-app-secret',
  'replace-with-the-output-of-openssl-rand-base64-32',
];

/** A bare origin; the answer is normalised, without a trailing slash. */
const origin = (hint: string) =>
  z.string(required(hint)).transform((value, context) => {
    const url = URL.parse(value);
    const fail = (message: string) => {
      context.addIssue({ code: 'custom', message: `${message} ${hint}` });
      return z.NEVER;
    };
    if (!url) return fail('is not an address.');
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
      return fail('must start with https:// (http:// is for localhost only).');
    if (url.href !== `${url.origin}/`)
      return fail('must be an origin: no path, query, user name or password.');
    if (examples.includes(url.origin)) return fail('still has its example value.');
    return url.origin;
  });

const text = (hint: string) =>
  z
    .string(required(hint))
    .trim()
    .min(1, `is empty. ${hint}`)
    .refine((value) => !examples.includes(value), `still has its example value. ${hint}`);

const secretHint = 'Make one with: openssl rand -base64 32';

/**
 * iron-session's passwords by key. Where any part of the value begins with a number and a colon, it is
 * a list, `2:new,1:old`, and every part must; anything else is one secret, with key 1.
 */
const sessionSecret = z.string(required(secretHint)).transform((value, context) => {
  const fail = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const parts = value.split(',').map((part) => /^(\d{1,6}):(.*)$/s.exec(part.trim()));
  const isList = parts.some((part) => part !== null);
  const passwords: Record<string, string> = {};
  for (const part of isList ? parts : [[value, '1', value.trim()]]) {
    const [, key = '', secret = ''] = part ?? [];
    if (!part) return fail('is a list with a part that is not of the form <number>:<secret>.');
    if (Number(key) in passwords)
      return fail('lists a number twice. The newest secret has the highest.');
    if (examples.includes(secret)) return fail(`still has its example value. ${secretHint}`);
    if (secret.length < 32)
      return fail(`is too short: at least 32 characters, each secret of a list. ${secretHint}`);
    passwords[Number(key)] = secret;
  }
  return passwords;
});

const words = z
  .string()
  .default('')
  .transform((value) => value.split(/\s+/).filter(Boolean));

const resources = words.refine(
  (list) => list.every((resource) => URL.canParse(resource) && !resource.includes('#')),
  'must be a space-separated list of API resource indicators: absolute URIs without a fragment.',
);

const consoleHint = "Copy it from the application's page in Logto's Console.";

const schema = z.object({
  LOGTO_ENDPOINT: origin('Example: https://my-tenant.logto.app'),
  LOGTO_APP_ID: text(consoleHint),
  LOGTO_APP_SECRET: text(consoleHint),
  SESSION_SECRET: sessionSecret,
  BASE_URL: origin('Example: https://app.example.com'),
  LOGTO_SCOPES: words,
  LOGTO_RESOURCES: resources,
  REDIS_URL: z
    .url({
      protocol: /^rediss?$/,
      error:
        'must start with redis:// or rediss:// and name a host. Example: redis://localhost:6379',
    })
    .optional(),
  NODE_ENV: z.string().optional(),
});

/** The app's settings, checked. See `.env.example` for what each variable means. */
export interface Config {
  /** Origin of the Logto tenant. */
  readonly endpoint: string;
  /** The issuer that Logto's tokens must name: `<endpoint>/oidc`. */
  readonly issuer: string;
  readonly appId: string;
  readonly appSecret: string;
  /** iron-session's passwords by key: the highest key seals, every key opens. */
  readonly sessionPasswords: Readonly<Record<string, string>>;
  /** Public origin of the app, without a trailing slash. */
  readonly baseUrl: string;
  /** Whether the app is served over https, and its cookies are `Secure`. */
  readonly secure: boolean;
  /** Whether this is Next's development server. */
  readonly development: boolean;
  readonly redisUrl: string | undefined;
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
  const result = schema.safeParse({ BASE_URL: vercelBaseUrl(env), ...present });
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
    sessionPasswords: Object.freeze(values.SESSION_SECRET),
    baseUrl: values.BASE_URL,
    secure: values.BASE_URL.startsWith('https:'),
    development: values.NODE_ENV === 'development',
    redisUrl: values.REDIS_URL,
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
