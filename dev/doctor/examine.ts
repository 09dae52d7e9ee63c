import type { Config } from '../../lib/config';
import { namesLogto } from '../environment';
import { urisOf } from '../uris';
import { checkAccountCenter } from './account-center';
import { Application } from './application';
import { checkBaseUrl } from './base-url';
import { Examination, warning, type Check } from './check';
import { Discovery } from './discovery';
import { checkProxy } from './proxy';
import { checkRedis } from './redis';
import { checkScopes } from './scopes';
import { checkSessionLifetimes } from './session-lifetimes';
import { checkSessionSecret } from './session-secret';
import { checkEnvironment, readSettings } from './settings';
import { checkWebhook } from './webhook';

/** The doctor's report. */
export interface Report {
  /** True if every check went well, without a warning. */
  ok: boolean;
  checks: Check[];
  /** The URIs to register in Logto's Console; `null` if `BASE_URL` is unusable. */
  uris: ReturnType<typeof urisOf> | null;
}

/** Checks everything that a sign-in needs. Changes nothing. */
export async function examine(env: NodeJS.ProcessEnv, production: boolean): Promise<Report> {
  if (!production && !namesLogto(env)) return { ok: false, checks: [nothingYet], uris: null };
  const settings = readSettings(env);
  const { config, unusable } = settings;
  const examination = new Examination(unusable);
  await Promise.all([
    examination.run('environment', {}, () => checkEnvironment(env, settings)),
    examination.run('session_secret', { variable: 'SESSION_SECRET' }, () =>
      checkSessionSecret(config),
    ),
    examination.run('session_lifetimes', { variable: 'SESSION_INACTIVITY_SECONDS' }, () =>
      checkSessionLifetimes(config),
    ),
    examination.run('proxy', {}, () => checkProxy(env)),
    examineLogto(examination, env, config),
    examination.run('webhook', { variable: 'LOGTO_WEBHOOK_SIGNING_KEY' }, () =>
      checkWebhook(config, production),
    ),
    examination.run('redis', { variable: 'REDIS_URL' }, () => checkRedis(config.redisUrls)),
    examination.run('base_url', { variable: 'BASE_URL' }, () => checkBaseUrl(config, production)),
  ]);
  const { checks } = examination;
  return {
    ok: checks.every(({ status }) => status === 'ok'),
    checks,
    uris: unusable.has('BASE_URL') ? null : urisOf(config.baseUrl),
  };
}

const nothingYet: Check = {
  id: 'environment',
  ...warning(
    'There is nothing to check yet: no Logto is configured, so npm run dev uses the local one.',
    'To connect your own: run npm run setup, or create a “Traditional web” application in the Console, copy .env.example to .env.local and fill it in. Then run this again.',
  ),
};

async function examineLogto(
  examination: Examination,
  env: NodeJS.ProcessEnv,
  config: Config,
): Promise<void> {
  const discovery = new Discovery(config);
  const application = new Application(config, discovery);
  await examination.run('discovery', { variable: 'LOGTO_ENDPOINT' }, () => discovery.find());
  await examination.run('clock', { after: 'discovery' }, () => discovery.checkClock());
  await examination.run('issuer', { after: 'discovery' }, () => discovery.checkIssuer());
  await examination.run('client_id', { variable: 'LOGTO_APP_ID', after: 'issuer' }, () =>
    application.checkClientId(),
  );
  const after = 'client_id';
  await Promise.all([
    examination.run('client_secret', { variable: 'LOGTO_APP_SECRET', after }, () =>
      application.checkClientSecret(),
    ),
    examination.run('redirect_uri', { variable: 'BASE_URL', after }, () =>
      application.checkRedirectUri(),
    ),
    examination.run('account_center', { after }, () => checkAccountCenter(config)),
    examination.run('scopes', { after }, () =>
      checkScopes(env, config, discovery.metadata.scopes_supported),
    ),
    examination.run('post_sign_out_redirect_uri', { variable: 'BASE_URL', after }, () =>
      application.checkPostSignOutRedirectUri(),
    ),
  ]);
  // Logto reports an unknown resource to the redirect URI, which must be right.
  await examination.run('resources', { variable: 'LOGTO_RESOURCES', after: 'redirect_uri' }, () =>
    application.checkResources(),
  );
}
