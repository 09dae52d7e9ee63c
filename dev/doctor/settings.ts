import { z } from 'zod';
import { ConfigError, parseConfig } from '../../lib/config';
import { urisOf, webhookEvents } from '../command';
import { ask, NoAnswer } from '../requests';
import { check, failed, ok, onItsPage, warning, whichEndpoint, type App } from './check';

/** Replacements for unusable values, so that the other variables can be checked. Without one, a variable is optional. */
const standIns: Record<string, string> = {
  LOGTO_ENDPOINT: 'https://logto.invalid',
  LOGTO_APP_ID: 'unknown',
  LOGTO_APP_SECRET: 'unknown',
  SESSION_SECRET: 'unknown'.repeat(8),
  BASE_URL: 'https://app.invalid',
  REDIS_URL: 'redis://redis.invalid', // on Vercel it may not be empty
  SESSION_INACTIVITY_SECONDS: '300', // the default may be too long
};

/** Reads the environment by the app's own rules, and continues if the app would stop. */
export function readApp(env: NodeJS.ProcessEnv, production: boolean): App {
  const problems = problemsOf(env);
  const unusable = new Set(problems.map((problem) => problem.split(' ', 1)[0] ?? ''));
  const pair = ['LOGTO_M2M_APP_ID', 'LOGTO_M2M_APP_SECRET'];
  if (pair.some((name) => unusable.has(name))) for (const name of pair) unusable.add(name);
  const instead = Object.fromEntries([...unusable].map((name) => [name, standIns[name] ?? '']));
  const config = parseConfig({ ...env, ...instead });
  return { env, production, config, uris: urisOf(config.baseUrl), unusable, problems };
}

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** Lists what keeps the app from starting, or from working, with advice for an address from the wrong place. */
export const environment = check('Environment', [], ({ env, problems }) => {
  if (problems.length === 0) return ok('Every variable that the app needs is set.');
  const endpoint = URL.parse(env['LOGTO_ENDPOINT'] ?? '');
  const fixes = ['Set it in .env.local or at your host; .env.example explains every variable.'];
  if (endpoint?.hostname === 'cloud.logto.io')
    fixes.unshift("LOGTO_ENDPOINT is the address of Logto's Console.", whichEndpoint);
  else if (endpoint && endpoint.pathname !== '/')
    fixes.unshift(`Leave out the path: LOGTO_ENDPOINT=${endpoint.origin}`);
  return failed(problems.join('\n'), fixes.join('\n'));
});

/** Checks that the secret looks random. The app itself checks its length. */
export const sessionSecret = check('Session secret', ['SESSION_SECRET'], ({ config }) => {
  const weak = config.sessionSecrets.find(({ secret }) => weakness(secret) !== undefined);
  if (!weak) return ok('SESSION_SECRET is long and looks random.');
  const number = config.sessionSecrets.length > 1 ? ` number ${weak.id}` : '';
  return warning(
    `SESSION_SECRET${number} ${weakness(weak.secret)}.`,
    'A person who guesses it can sign in as any user. Make one with: openssl rand -base64 32',
  );
});

const commonWords =
  /passw(or)?d|secret|change.?me|example|default|session|cookie|logto|qwert|admin/i;

/** Words with separators, as people write them. */
const phrase = /^[A-Z]?[a-z]+([ _.,-]+[A-Z]?[a-z]+)+[!.\d]*$/;

/** Returns the reason why a secret of at least 32 characters could be guessed; `undefined` if it looks random. */
export function weakness(secret: string): string | undefined {
  // A random value has more, also in hexadecimal.
  if (new Set(secret).size < 10) return 'has few different characters';
  if (/^(.{8,})\1/.test(secret)) return 'repeats itself';
  const codes = Array.from(secret, (character) => character.charCodeAt(0));
  const steps = codes.slice(1).map((code, index) => Math.abs(code - (codes[index] ?? 0)));
  if (steps.filter((step) => step <= 1).length > steps.length / 2)
    return 'is a sequence of neighboring characters';
  return commonWords.test(secret) || phrase.test(secret) ? 'is made of words' : undefined;
}

/** Compares the lifetimes of sessions with the refresh token's: without one, a session can't be renewed. */
export const lifetimes = check('Session lifetimes', ['SESSION_INACTIVITY_SECONDS'], (app) => {
  const inactivity = app.config.sessionInactivitySeconds / 86_400;
  const absolute = app.config.sessionAbsoluteSeconds / 86_400;
  const days = (count: number) => `${Number(count.toFixed(2))} ${count === 1 ? 'day' : 'days'}`;
  const found = `Sessions end after ${days(inactivity)} without activity, and after ${days(absolute)} in any case`;
  // Logto's default for a refresh token is 14 days. Only the Management API knows the application's own setting.
  if (inactivity > 14)
    return ok(
      `${found}, if Logto's refresh token lives as long. Its default is 14 days; this command can't read your setting.`,
      `Set “Refresh token time to live” to ${Math.ceil(inactivity)} days or more ${onItsPage}, or lower SESSION_INACTIVITY_SECONDS: an inactive session ends with its refresh token.`,
    );
  if (absolute > 30)
    return ok(
      `${found}, if Logto replaces its refresh token in time. It does so by default; this command can't read your setting.`,
      `Leave “Rotate refresh token” on ${onItsPage}, or lower SESSION_ABSOLUTE_SECONDS: without it, a session ends with its first refresh token, by default after 14 days.`,
    );
  return ok(`${found}.`);
});

/** Checks that Node uses the proxy that the environment names: by itself, `fetch` ignores these variables. */
export const proxy = check('Proxy', [], ({ env }) => {
  const name = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((name) => env[name]);
  if (name === undefined) return ok('No proxy is set.');
  if (env['NODE_USE_ENV_PROXY'] === '1') return ok(`Requests go through ${name}.`);
  return warning(
    `${name} is set, but Node ignores it: requests to Logto do not go through the proxy.`,
    'Set NODE_USE_ENV_PROXY=1 too, for the app and for this command. It needs Node.js 22.21 or newer, and it must not be in an .env file, because Node reads it when it starts.',
  );
});

/** Checks for the webhook's key. Without the webhook, changes of users reach the app later. */
export const webhook = check('Webhook', ['LOGTO_WEBHOOK_SIGNING_KEY'], (app) => {
  if (app.config.webhookSigningKey !== undefined)
    return ok('Its key is set: suspended and deleted users are signed out at once.');
  const fix = `To sign them out at once, create a webhook in Logto's Console for ${app.uris.webhookUri}, with the events ${webhookEvents.join(', ')}, and set LOGTO_WEBHOOK_SIGNING_KEY.`;
  return ok(
    'Its key is not set: suspended and deleted users are signed out within an hour.',
    app.production ? fix : undefined,
  );
});

/** Checks that the address is fit for production, and asks the app there for its health. It need not be running. */
export const baseUrl = check('Address of the app', ['BASE_URL'], async ({ config, production }) => {
  const { baseUrl, secure } = config;
  if (production && !secure)
    return warning(
      `BASE_URL is ${baseUrl}: nobody else can open it, and cookies are not Secure.`,
      'In production set BASE_URL to the public address of the app, which starts with https://.',
    );
  try {
    const { status, json } = await ask(`${baseUrl}/api/health`);
    if (status === 200 && z.object({ status: z.literal('ok') }).safeParse(json).success)
      return ok(`The app is running at ${baseUrl}.`);
    return warning(
      `Something answers at ${baseUrl}, but not this app (HTTP ${status}).`,
      'Start the app there, check the proxy, or correct BASE_URL.',
    );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const { isAbsent, reason, fix = 'Check which program listens there.' } = error;
    return isAbsent
      ? ok(`The app does not answer at ${baseUrl} (${reason}). That is fine if it is not running.`)
      : warning(`Something answers at ${baseUrl}, but ${reason}.`, fix);
  }
});
