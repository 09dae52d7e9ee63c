import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config';

const secret = 's'.repeat(40);
const complete = {
  NODE_ENV: 'production',
  LOGTO_ENDPOINT: 'https://tenant.logto.app/',
  LOGTO_APP_ID: 'app-id',
  LOGTO_APP_SECRET: 'app-secret',
  SESSION_SECRET: secret,
  BASE_URL: 'https://app.example.com',
} as const;

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const problemsWith = (change: Record<string, string>) => problemsOf({ ...complete, ...change });

test('a complete environment becomes frozen settings', () => {
  const config = parseConfig(complete);
  expect(config).toMatchObject({
    endpoint: 'https://tenant.logto.app',
    issuer: 'https://tenant.logto.app/oidc',
    baseUrl: 'https://app.example.com',
    secure: true,
    development: false,
    sessionSecrets: [{ id: 1, secret }],
    resources: [],
    redisUrls: [],
    sessionInactivitySeconds: 14 * 86_400,
    sessionAbsoluteSeconds: 30 * 86_400,
  });
  expect(config.scopes).toContain('offline_access');
  expect(Object.isFrozen(config)).toBe(true);
});

test('the Management API has its own credentials: both or neither, and an indicator that depends on the tenant', () => {
  expect(parseConfig(complete).management).toBeUndefined();
  const machine = { LOGTO_M2M_APP_ID: 'machine', LOGTO_M2M_APP_SECRET: 'its-secret' };
  const { management } = parseConfig({ ...complete, ...machine });
  const resource = 'https://tenant.logto.app/api';
  expect(management).toEqual({ appId: 'machine', appSecret: 'its-secret', resource });
  const own = { ...complete, ...machine, LOGTO_ENDPOINT: 'https://auth.example.com' };
  expect(parseConfig(own).management?.resource).toBe('https://default.logto.app/api');
  for (const [name, value] of Object.entries(machine))
    expect(problemsWith({ [name]: value })).toEqual([expect.stringContaining('both, or neither')]);
  for (const name of Object.keys(machine))
    expect(problemsWith({ ...machine, [name]: ' ' })).toEqual([
      expect.stringContaining(`${name} is empty`),
    ]);
});

test('every problem is listed at once, with its variable, and no value', () => {
  const problems = problemsOf({
    NODE_ENV: 'production',
    LOGTO_ENDPOINT: 'http://hunter2.example.com',
    SESSION_SECRET: 'hunter2',
    BASE_URL: '',
  });
  expect(problems.map((line) => line.split(' ')[0])).toEqual([
    'LOGTO_ENDPOINT',
    'LOGTO_APP_ID',
    'LOGTO_APP_SECRET',
    'SESSION_SECRET',
    'BASE_URL',
  ]);
  expect(problems.join()).not.toContain('hunter2');
});

test('quotation marks that are part of a value are named', () => {
  const env = {
    ...complete,
    LOGTO_APP_ID: '"hunter2"',
    LOGTO_SCOPES: "'a b'",
    LOGTO_ENDPOINT: '"',
  };
  const problems = problemsOf(env);
  expect(problems).toEqual([
    expect.stringMatching(/^LOGTO_SCOPES .* quotation mark/),
    expect.stringMatching(/^LOGTO_APP_ID .* quotation mark/),
    expect.stringMatching(/^LOGTO_ENDPOINT is not an address/),
  ]);
  expect(problems.join()).not.toContain('hunter2');
});

describe.each(['LOGTO_ENDPOINT', 'BASE_URL'])('%s', (name) => {
  test.each([
    'https://a.example.com',
    'https://a.example.com:8443',
    'https://your-shop.example.com',
    'http://localhost:3001',
    'http://127.0.0.1:3001',
    'http://[::1]:3001',
    'http://logto.localhost:3001',
  ])('may be %s', (value) => {
    expect(problemsWith({ [name]: value })).toEqual([]);
  });

  test.each([
    'a.example.com',
    'http://a.example.com',
    'http://localhost.example.com',
    'http://notlocalhost',
    'http://127.0.0.1.example.com',
    'ftp://localhost',
    'https://a.example.com/oidc',
    'https://a.example.com/?x',
    'https://user:password@a.example.com',
    'https://your-tenant.logto.app',
  ])('may not be %s', (value) => {
    expect(problemsWith({ [name]: value })).toHaveLength(1);
  });
});

describe('SESSION_SECRET', () => {
  const other = 'o'.repeat(32);

  const secretsOf = (value: string) =>
    parseConfig({ ...complete, SESSION_SECRET: value }).sessionSecrets;

  test.each([
    ['at its start', `1:${secret},2:${other}`, [1, 2]],
    ['in the middle of it', `2:${other},1:${secret}`, [2, 1]],
    ['with spaces', `2:${other}, 1:${secret}`, [2, 1]],
    ['of one', `2:${other}`, [2]],
  ])('takes a list, for rotation, in its order: %s', (_when, value, ids) => {
    const secrets = { 1: secret, 2: other } as Record<number, string>;
    expect(secretsOf(value)).toEqual(ids.map((id) => ({ id, secret: secrets[id] })));
  });

  test('takes a plain value with commas and colons as one secret', () => {
    const plain = `${other},a:b,${other}`;
    expect(secretsOf(plain)).toEqual([{ id: 1, secret: plain }]);
  });

  test.each([
    ['too short', 'x'.repeat(31)],
    ['one of a list too short', `2:${other},1:short`],
    ['a key twice', `1:${other},1:${secret}`],
    ['the example', 'replace-with-the-output-of-openssl-rand-base64-32'],
    ['a list that ends with a comma', `1:${other},`],
    ['blank', ' '.repeat(40)],
  ])('is refused: %s', (_why, value) => {
    expect(problemsWith({ SESSION_SECRET: value })).toHaveLength(1);
  });
});

test('SESSION_SECRET is refused with the reason where a part of a list has no number', () => {
  expect(problemsWith({ SESSION_SECRET: `2:${'o'.repeat(32)},${secret}` })).toEqual([
    'SESSION_SECRET is a list with a part that is not of the form <number>:<secret>.',
  ]);
});

test('LOGTO_SCOPES adds to the default scopes, each once', () => {
  const { scopes } = parseConfig({ ...complete, LOGTO_SCOPES: ' read:orders  openid ' });
  expect(scopes.filter((scope) => scope === 'openid')).toHaveLength(1);
  expect(scopes).toContain('read:orders');
});

test('LOGTO_RESOURCES is a list of absolute URIs without fragment', () => {
  const { resources } = parseConfig({ ...complete, LOGTO_RESOURCES: 'https://a.test urn:b' });
  expect(resources).toEqual(['https://a.test', 'urn:b']);
  expect(problemsWith({ LOGTO_RESOURCES: 'orders' })).toHaveLength(1);
  expect(problemsWith({ LOGTO_RESOURCES: 'https://a.test#x' })).toHaveLength(1);
});

describe('REDIS_URL', () => {
  const [a, b] = ['rediss://app:p%2Css@a.test:6379', 'rediss://b.test'];

  test('is one server, or the nodes of a cluster', () => {
    const urlsOf = (REDIS_URL: string) => parseConfig({ ...complete, REDIS_URL }).redisUrls;
    expect(urlsOf('redis://localhost:6379/3')).toEqual(['redis://localhost:6379/3']);
    expect(urlsOf(`${a}, ${b}`)).toEqual([a, b]);
    expect(urlsOf('')).toEqual([]);
  });

  test.each([
    ['another protocol', 'https://a.test'],
    ['no host', 'redis://'],
    ['a path without a host', 'redis:///3'],
    ['no URL', 'a.test:6379'],
    ['a port that is none', 'redis://a.test:port'],
    ['an empty node', `${a},`],
    ['a node without a protocol', `${a},b.test:6379`],
    ['nodes with and without TLS', `${a},redis://b.test`],
  ])('is refused: %s', (_why, REDIS_URL) => {
    expect(problemsWith({ REDIS_URL })).toHaveLength(1);
  });
});

describe('the lifetime of a session', () => {
  const lifetimes = (inactivity: string, absolute: string) => ({
    SESSION_INACTIVITY_SECONDS: inactivity,
    SESSION_ABSOLUTE_SECONDS: absolute,
  });

  test('may be as short as five minutes', () => {
    expect(parseConfig({ ...complete, ...lifetimes('300', '300') })).toMatchObject({
      sessionInactivitySeconds: 300,
      sessionAbsoluteSeconds: 300,
    });
  });

  test.each(['299', '300.5', '-300', 'a week', '14d', 'NaN'])('is not %s', (value) => {
    expect(problemsWith({ SESSION_ABSOLUTE_SECONDS: value })).toContainEqual(
      'SESSION_ABSOLUTE_SECONDS must be a whole number of seconds, at least 300. Example: 2592000',
    );
    expect(problemsWith({ SESSION_INACTIVITY_SECONDS: value })).toHaveLength(1);
  });

  test('without activity is not longer than in all, and that is listed beside other problems', () => {
    const problem = expect.stringMatching(
      /^SESSION_INACTIVITY_SECONDS must not be longer/,
    ) as string;
    expect(problemsWith(lifetimes('600', '599'))).toEqual([problem]);
    expect(problemsWith({ SESSION_ABSOLUTE_SECONDS: '86400' })).toEqual([problem]);
    expect(problemsWith({ ...lifetimes('600', '599'), LOGTO_APP_ID: '' })).toHaveLength(2);
  });
});

test('LOGTO_WEBHOOK_SIGNING_KEY may be left out, and is not guessed', () => {
  expect(parseConfig(complete).webhookSigningKey).toBeUndefined();
  expect(parseConfig({ ...complete, LOGTO_WEBHOOK_SIGNING_KEY: '' })).toMatchObject({
    webhookSigningKey: undefined,
  });
  const key = 'k'.repeat(32);
  expect(parseConfig({ ...complete, LOGTO_WEBHOOK_SIGNING_KEY: ` ${key}\n` })).toMatchObject({
    webhookSigningKey: key,
  });
  expect(problemsWith({ LOGTO_WEBHOOK_SIGNING_KEY: 'k'.repeat(31) })).toHaveLength(1);
});

describe('BASE_URL on Vercel', () => {
  const { BASE_URL: _, ...rest } = complete;
  const vercel = {
    ...rest,
    VERCEL: '1',
    VERCEL_PROJECT_PRODUCTION_URL: 'app.example.com',
    VERCEL_URL: 'app-git-x.vercel.app',
    REDIS_URL: 'rediss://redis.example.com:6379',
  };

  test('production has the production domain', () => {
    expect(parseConfig({ ...vercel, VERCEL_ENV: 'production' }).baseUrl).toBe(
      'https://app.example.com',
    );
  });

  test('a preview has its own address', () => {
    expect(parseConfig({ ...vercel, VERCEL_ENV: 'preview' }).baseUrl).toBe(
      'https://app-git-x.vercel.app',
    );
  });

  test.each([
    ['production', 'VERCEL_PROJECT_PRODUCTION_URL'],
    ['preview', 'VERCEL_URL'],
  ])(
    '%s has no address if Vercel doesn’t provide it, even if it provides the other one',
    (environment, name) => {
      expect(problemsOf({ ...vercel, VERCEL_ENV: environment, [name]: '' })).toEqual([
        'BASE_URL is missing. Example: https://app.example.com',
      ]);
    },
  );

  test.each(['production', 'preview'])('counts first where it is set, in %s', (environment) => {
    const baseUrl = 'https://www.example.com';
    const env = { ...vercel, VERCEL_ENV: environment, BASE_URL: baseUrl };
    expect(parseConfig(env).baseUrl).toBe(baseUrl);
  });

  test('the platform’s variables count on the platform only', () => {
    expect(problemsOf({ ...vercel, VERCEL: '' })).toHaveLength(1);
  });
});

describe('REDIS_URL on Vercel', () => {
  const without = { ...complete, VERCEL: '1', REDIS_URL: '' };

  test.each(['production', 'preview', undefined])('is needed in %s', (environment) => {
    const env = { ...without, VERCEL_ENV: environment };
    expect(problemsOf(env)).toEqual([expect.stringMatching(/^REDIS_URL is missing\. On Vercel/)]);
    expect(problemsOf({ ...env, LOGTO_APP_ID: '' })).toHaveLength(2);
    expect(problemsOf({ ...env, REDIS_URL: 'http://redis' })).toEqual([
      expect.stringMatching(/^REDIS_URL must be a redis/),
    ]);
    expect(parseConfig({ ...env, REDIS_URL: 'redis://redis:6379' }).redisUrls).toHaveLength(1);
  });

  test('is not needed elsewhere, nor by a developer with the variables of Vercel', () => {
    expect(parseConfig({ ...without, VERCEL: '' }).redisUrls).toEqual([]);
    expect(parseConfig({ ...without, VERCEL_ENV: 'development' }).redisUrls).toEqual([]);
  });
});

test('.env.example documents every variable, and its values are refused', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const variables = lines.flatMap((line) => {
    const match = /^#? ?([A-Z_]+)=(.*)$/.exec(line);
    return match ? [[match[1], match[2]]] : [];
  });
  const example = Object.fromEntries(variables) as Record<string, string>;
  expect(Object.keys(example).sort()).toEqual(
    [
      ...Object.keys(complete).filter((name) => name !== 'NODE_ENV'),
      'LOGTO_RESOURCES',
      'REDIS_URL',
      'LOGTO_SCOPES',
      'SESSION_INACTIVITY_SECONDS',
      'SESSION_ABSOLUTE_SECONDS',
      'LOGTO_WEBHOOK_SIGNING_KEY',
    ].sort(),
  );
  const secrets = ['LOGTO_APP_SECRET', 'SESSION_SECRET', 'LOGTO_WEBHOOK_SIGNING_KEY'];
  for (const name of ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', ...secrets]) {
    expect(problemsWith({ [name]: example[name] ?? '' }), name).toHaveLength(1);
  }
});
