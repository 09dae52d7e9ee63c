import * as z from 'zod/mini';

const required = (hint: string) => ({
  error: (issue: { input?: unknown }) =>
    issue.input === undefined ? `is missing. ${hint}` : `must be text. ${hint}`,
});

/** Whether a host is this machine itself. */
export const isLoopback = (hostname: string) =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** The placeholders of `.env.example`. */
const examples = [
  'https://your-tenant.logto.app',
  'your-app-id',
  'your-app-secret',
  'replace-with-the-output-of-openssl-rand-base64-32',
  'replace-with-the-signing-key-of-the-webhook',
];

/** A bare origin; the answer is normalised, without a trailing slash. */
const origin = (hint: string) =>
  z.pipe(
    z.string(required(hint)),
    z.transform((value, { issues }) => {
      const url = URL.parse(value);
      const fail = (message: string) => {
        issues.push({ code: 'custom', input: value, message: `${message} ${hint}` });
        return z.NEVER;
      };
      if (!url) return fail('is not an address.');
      if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
        return fail('must start with https:// (http:// is for localhost only).');
      if (url.href !== `${url.origin}/`)
        return fail('must be an origin: no path, query, user name or password.');
      if (examples.includes(url.origin)) return fail('still has its example value.');
      return url.origin;
    }),
  );

const text = (hint: string) =>
  z.string(required(hint)).check(
    z.trim(),
    z.minLength(1, `is empty. ${hint}`),
    z.refine((value) => !examples.includes(value), `still has its example value. ${hint}`),
  );

const secretHint = 'Make one with: openssl rand -base64 32';

/** One of the secrets that seal cookies, under the number that seals name it by. */
export interface SessionSecret {
  readonly id: number;
  readonly secret: string;
}

/**
 * The secrets in the order they are listed in: the first one seals, every one opens. Where any part of
 * the value begins with a number and a colon, it is a list, `2:new,1:old`, and every part must; anything
 * else is one secret, with number 1.
 */
const sessionSecrets = z.pipe(
  z.string(required(secretHint)),
  z.transform((value, { issues }) => {
    const fail = (message: string) => {
      issues.push({ code: 'custom', input: value, message });
      return z.NEVER;
    };
    const parts = value.split(',').map((part) => /^(\d{1,6}):(.*)$/s.exec(part.trim()));
    const isList = parts.some((part) => part !== null);
    const secrets: SessionSecret[] = [];
    for (const part of isList ? parts : [[value, '1', value.trim()]]) {
      const [, number = '', secret = ''] = part ?? [];
      const id = Number(number);
      if (!part) return fail('is a list with a part that is not of the form <number>:<secret>.');
      if (secrets.some((other) => other.id === id))
        return fail('lists a number twice. Each secret has a number of its own.');
      if (examples.includes(secret)) return fail(`still has its example value. ${secretHint}`);
      if (secret.length < 32)
        return fail(`is too short: at least 32 characters, each secret of a list. ${secretHint}`);
      secrets.push({ id, secret });
    }
    return secrets;
  }),
);

const words = z.pipe(
  z._default(z.string(), ''),
  z.transform((value) => value.split(/\s+/).filter(Boolean)),
);

const resources = words.check(
  z.refine(
    (list) => list.every((resource) => URL.canParse(resource) && !resource.includes('#')),
    'must be a space-separated list of API resource indicators: absolute URIs without a fragment.',
  ),
);

const redisUrl = z.url({
  protocol: /^rediss?$/,
  error: 'must start with redis:// or rediss:// and name a host. Example: redis://localhost:6379',
});

const consoleHint = "Copy it from the application's page in Logto's Console.";

const webhookHint = "Copy it from the webhook's page in Logto's Console.";

const webhookKey = text(webhookHint).check(
  z.minLength(32, `is too short: the signing keys of Logto have 32 characters. ${webhookHint}`),
);

/** The environment, variable by variable: what each must look like, and how to mend what doesn't. */
export const environmentSchema = z.object({
  LOGTO_ENDPOINT: origin('Example: https://my-tenant.logto.app'),
  LOGTO_APP_ID: text(consoleHint),
  LOGTO_APP_SECRET: text(consoleHint),
  SESSION_SECRET: sessionSecrets,
  BASE_URL: origin('Example: https://app.example.com'),
  LOGTO_SCOPES: words,
  LOGTO_RESOURCES: resources,
  REDIS_URL: z.optional(redisUrl),
  LOGTO_WEBHOOK_SIGNING_KEY: z.optional(webhookKey),
  NODE_ENV: z.optional(z.string()),
});
