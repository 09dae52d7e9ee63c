import { namesLogto, UserError } from '../command';
import { templateCheck } from '../organization-template'; // organizations
import * as application from './application';
import { failed, skipped, warning, type App, type Check, type Finding } from './check';
import * as logto from './logto';
import { redis } from './redis';
import * as settings from './settings';

/** The checks in the order in which they run and are shown. Scripts rely on these ids. */
export const checks = {
  environment: settings.environment,
  session_secret: settings.sessionSecret,
  session_lifetimes: settings.lifetimes,
  proxy: settings.proxy,
  discovery: logto.discovery,
  issuer: logto.issuer,
  clock: logto.clock,
  client_id: application.clientId,
  client_secret: application.clientSecret,
  redirect_uri: application.redirectUri,
  post_sign_out_redirect_uri: application.postSignOutRedirectUri,
  resources: application.resources,
  management_api: logto.managementApi,
  organization_template: templateCheck, // organizations
  scopes: logto.scopes,
  account_center: logto.accountCenter,
  webhook: settings.webhook,
  redis,
  base_url: settings.baseUrl,
};

type CheckId = keyof typeof checks;
type Result = { id: CheckId } & Finding;

/** The doctor's report. `ok`: every check went well. `uris`: to register in Logto's Console; `null` without a `BASE_URL`. */
export type Report = { ok: boolean; checks: Result[]; uris: App['uris'] | null };

const nothingYet = warning(
  'There is nothing to check yet: no Logto is configured, so npm run dev uses the local one.',
  'To connect your own: run npm run setup, or create a “Traditional web” application in the Console, copy .env.example to .env.local and fill it in. Then run this again.',
);

/** Checks everything that a sign-in needs. Changes nothing. */
export async function examine(env: NodeJS.ProcessEnv, production: boolean): Promise<Report> {
  if (!production && !namesLogto(env))
    return { ok: false, checks: [{ id: 'environment', ...nothingYet }], uris: null };
  const app = settings.readApp(env, production);
  const done: Result[] = [];
  for (const id of Object.keys(checks) as CheckId[])
    done.push({ id, ...(obstacle(checks[id], done, app) ?? (await run(checks[id], app))) });
  return {
    ok: done.every(({ status }) => status === 'ok'),
    checks: done,
    uris: app.unusable.has('BASE_URL') ? null : app.uris,
  };
}

/** Returns the finding for a check whose result would mean nothing. */
function obstacle({ needs }: Check, done: Result[], { unusable }: App) {
  for (const need of needs) {
    const earlier = done.find(({ id }) => id === need);
    if (earlier?.status === 'skipped') return skipped(earlier.message);
    const isBroken = earlier?.status === 'failed';
    const what = isBroken ? `“${checks[earlier.id].title}”` : need;
    if (isBroken || unusable.has(need)) return skipped(`Not checked: fix ${what} first.`);
  }
  return undefined;
}

async function run(check: Check, app: App): Promise<Finding> {
  try {
    return await check.run(app);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return failed(error.problem, error.fix ?? 'Try again.');
  }
}
