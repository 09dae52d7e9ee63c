import * as z from 'zod';

/** Returns whether a host is this machine itself; all names below `localhost` are (RFC 6761, 6.3). */
export const isLoopback = (hostname: string) =>
  /(^|\.)localhost$/.test(hostname) || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** The placeholders of `.env.example`. */
const examples = [
  'https://your-tenant.logto.app',
  'your-app-id',
  'your-app-secret',
  'replace-with-the-output-of-openssl-rand-base64-32',
  'replace-with-the-signing-key-of-the-webhook',
  'your-machine-to-machine-app-id',
  'your-machine-to-machine-app-secret',
];

const required = (hint: string) => z.string(`is missing. ${hint}`);

/** A bare origin, without a trailing slash in the result. */
const origin = (hint: string) =>
  required(hint).transform((value, context) => {
    const url = URL.parse(value);
    if (!url) context.addIssue(`is not an address. ${hint}`);
    else if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
      context.addIssue(`must start with https:// (http:// is for localhost only). ${hint}`);
    else if (url.href !== `${url.origin}/`)
      context.addIssue(`must be an origin: no path, query, user name or password. ${hint}`);
    else if (examples.includes(url.origin))
      context.addIssue(`still has its example value. ${hint}`);
    return url?.origin ?? '';
  });

const text = (hint: string) =>
  required(hint)
    .trim()
    .min(1, `is empty. ${hint}`)
    .refine((value) => !examples.includes(value), `still has its example value. ${hint}`);

const secretHint = 'Make one with: openssl rand -base64 32';

/**
 * New data is encrypted with the first secret. Any secret can decrypt. A value in which some part begins with a number
 * and a colon is a list, `2:new,1:old`; any other value is a single secret with the number 1.
 */
const sessionSecrets = required(secretHint).transform((value, context) => {
  const parts = value.split(',').map((part) => /^(\d{1,6}):(.*)$/s.exec(part.trim()));
  const isList = parts.some((part) => part !== null);
  const secrets = (isList ? parts : [['', '1', value.trim()]]).map((part) => ({
    id: Number(part?.[1]),
    secret: part?.[2] ?? '',
  }));
  const ids = secrets.map(({ id }) => id);
  if (ids.includes(NaN))
    context.addIssue('is a list with a part that is not of the form <number>:<secret>.');
  else if (new Set(ids).size < ids.length)
    context.addIssue('lists a number twice. Each secret has its own number.');
  else if (secrets.some(({ secret }) => examples.includes(secret)))
    context.addIssue(`still has its example value. ${secretHint}`);
  else if (secrets.some(({ secret }) => secret.length < 32))
    context.addIssue(`is too short: each secret needs at least 32 characters. ${secretHint}`);
  return secrets;
});

const words = z
  .string()
  .default('')
  .transform((value) => value.split(/\s+/).filter(Boolean));

const resources = words.refine(
  (list) => list.every((resource) => URL.canParse(resource) && !resource.includes('#')),
  'must be a space-separated list of API resource indicators: absolute URIs without a fragment.',
);

const isRedisUrl = (value: string, protocol: string) => {
  const url = URL.parse(value);
  return url?.protocol === protocol && url.hostname !== '';
};

/** One server, or several nodes of a cluster: all of them with TLS, or none. */
const redisUrls = z
  .string()
  .transform((value) => value.trim().split(/\s*,\s*/))
  .refine(
    (urls) => ['redis:', 'rediss:'].some((scheme) => urls.every((url) => isRedisUrl(url, scheme))),
    'must be a redis:// or rediss:// URL with a host. For a cluster, list several of its nodes, all redis:// or all rediss://, separated by commas (a comma in a password is %2C). Example: redis://localhost:6379',
  )
  .default([]);

const seconds = (byDefault: number) => {
  const error = `must be a whole number of seconds, at least 300. Example: ${byDefault}`;
  const isLongEnough = (value: number) => Number.isSafeInteger(value) && value >= 300;
  return z.coerce.number({ error }).refine(isLongEnough, error).default(byDefault);
};

const consoleHint = "Copy it from the application's page in Logto's Console.";
const machineHint = "Copy it from the machine-to-machine application's page in Logto's Console.";
const webhookHint = "Copy it from the webhook's page in Logto's Console.";

/** The environment variables, with the form of each and how to fix a wrong value. */
export const environmentSchema = z
  .object({
    LOGTO_ENDPOINT: origin('Example: https://my-tenant.logto.app'),
    LOGTO_APP_ID: text(consoleHint),
    LOGTO_APP_SECRET: text(consoleHint),
    SESSION_SECRET: sessionSecrets,
    BASE_URL: origin('Example: https://app.example.com'),
    LOGTO_SCOPES: words,
    LOGTO_RESOURCES: resources,
    REDIS_URL: redisUrls,
    SESSION_INACTIVITY_SECONDS: seconds(1_209_600),
    SESSION_ABSOLUTE_SECONDS: seconds(2_592_000),
    LOGTO_WEBHOOK_SIGNING_KEY: text(webhookHint)
      .min(32, `is too short: Logto's signing keys have 32 characters. ${webhookHint}`)
      .optional(),
    LOGTO_M2M_APP_ID: text(machineHint).optional(),
    LOGTO_M2M_APP_SECRET: text(machineHint).optional(),
    NODE_ENV: z.string().optional(),
    VERCEL: z.string().optional(),
    VERCEL_ENV: z.string().optional(),
  })
  .refine((values) => !(values.SESSION_INACTIVITY_SECONDS > values.SESSION_ABSOLUTE_SECONDS), {
    path: ['SESSION_INACTIVITY_SECONDS'],
    error: 'must not be longer than SESSION_ABSOLUTE_SECONDS (by default 2592000, 30 days).',
    when: () => true, // also where another variable has a problem: all are listed at once
  })
  // `vercel env pull` sets both variables on a developer's machine, too.
  .refine((is) => !is.VERCEL || is.VERCEL_ENV === 'development' || is.REDIS_URL.length > 0, {
    path: ['REDIS_URL'],
    error: 'is missing. On Vercel, functions share nothing else. Example: rediss://my-redis:6379',
    when: () => true,
  })
  .refine((is) => (is.LOGTO_M2M_APP_ID === undefined) === (is.LOGTO_M2M_APP_SECRET === undefined), {
    path: ['LOGTO_M2M_APP_ID'],
    error: `and LOGTO_M2M_APP_SECRET belong together: set both, or neither. ${machineHint}`,
    when: () => true,
  });
