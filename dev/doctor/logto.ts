import { z } from 'zod';
import { clockToleranceSeconds } from '../../lib/clock';
import type { Config } from '../../lib/config';
import { UserError } from '../command';
import { ask, connectManagementApi, NoAnswer, type ManagementApi } from '../requests';
import { check, failed, metadataOf, metadataSchema, ok, warning, whichEndpoint } from './check';

/**
 * Fetches Logto's metadata, for this check and those after it.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export const discovery = check('Logto', ['LOGTO_ENDPOINT'], async (app) => {
  const { endpoint, issuer } = app.config;
  const fix = `LOGTO_ENDPOINT must be your tenant's address, not the Console's. ${whichEndpoint}`;
  try {
    const sent = Date.now();
    const { status, headers, json } = await ask(`${issuer}/.well-known/openid-configuration`, {
      headers: { 'cache-control': 'no-cache' },
    });
    // A cache may have kept the answer for `Age` seconds.
    const date = Date.parse(headers.get('date') ?? '') + 1000 * Number(headers.get('age') ?? 0);
    app.secondsAhead = (date - (sent + Date.now()) / 2) / 1000;
    const { data } = metadataSchema.safeParse(json);
    if (status === 200 && data) {
      app.metadata = data;
      return ok(`Logto answers at ${endpoint}.`);
    }
    return status >= 500
      ? failed(`${endpoint} answers with an error (HTTP ${status}).`, `Try again later, or: ${fix}`)
      : failed(`${endpoint} answers, but not as a Logto tenant (HTTP ${status}).`, fix);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return failed(error.problem, error.fix ?? fix);
  }
});

/** Checks the issuer: the app refuses tokens of another one. */
export const issuer = check('Issuer', ['discovery'], (app) => {
  const { endpoint, issuer } = app.config;
  const found = metadataOf(app).issuer;
  if (found === issuer) return ok(`Its issuer is ${issuer}, as expected.`);
  const its = URL.parse(found)?.origin ?? 'another address';
  return failed(
    `Logto at ${endpoint} has the issuer of ${its}.`,
    `Set LOGTO_ENDPOINT=${its}. If Logto is self-hosted and ${endpoint} is right, set its own ENDPOINT to that.`,
  );
});

/** Seconds. A clock that the network sets differs by less. */
const noticeableSeconds = 30;

/** Compares the clocks: Logto dates tokens by its own, and the app checks them by this machine's. */
export const clock = check('Clock', ['discovery'], ({ secondsAhead = NaN }) => {
  const off = Math.round(Math.abs(secondsAhead));
  if (Number.isNaN(off)) return ok('Logto sends no date to compare this clock with.');
  if (off <= noticeableSeconds) return ok("This machine's clock agrees with Logto's.");
  const amount = off < 120 ? `${off} seconds` : `${Math.round(off / 60)} minutes`;
  const message = `This machine's clock is ${amount} ${secondsAhead > 0 ? 'behind' : 'ahead of'} Logto's.`;
  const fix =
    'Have the time set by the network (NTP); in a virtual machine, synchronize it with its host.';
  if (off <= clockToleranceSeconds)
    return warning(message, `It works up to ${clockToleranceSeconds / 60} minutes. ${fix}`);
  return failed(message, `Tokens would expire too early, or not be valid yet. ${fix}`);
});

/** Gets a token for the Management API, and asks it something, which needs the role. It is optional. */
export const managementApi = check(
  'Management API',
  ['issuer', 'LOGTO_M2M_APP_ID', 'LOGTO_M2M_APP_SECRET'],
  async (app) => {
    const { endpoint, management } = app.config;
    const names = 'LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET';
    if (!management)
      return ok(
        `Not in use: with ${names}, users could create organizations, invite people and delete their accounts.`,
      );
    const { appId: id, appSecret: secret } = management;
    try {
      const call = await connectManagementApi(endpoint, { id, secret });
      await call('answer', 'users?page=1&page_size=1', z.array(z.unknown()));
      app.managementApi = call;
      return ok('It accepts LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET.');
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return failed(`${names} don't work. ${error.problem}`, error.fix ?? whichEndpoint);
    }
  },
);

/** Scopes that describe the user. All others are permissions, of an API or in organizations. */
const userScopes =
  /^(openid|offline_access|profile|email|phone|address|custom_data|identities|roles|sessions|urn:logto:scope:.+)$/;

/**
 * Finds requested scopes that Logto doesn't know. It drops them without an error, and the token lacks them.
 * Only the Management API lists permissions: they are checked if `LOGTO_M2M_APP_ID` is set.
 */
export const scopes = check('Scopes', ['client_id', 'management_api'], async (app) => {
  const { config, managementApi } = app;
  const { scopes_supported: supported = config.scopes } = metadataOf(app);
  const unlisted = config.scopes.filter((scope) => !supported.includes(scope));
  const unknown = unlisted.filter((scope) => userScopes.test(scope));
  if (unknown.length > 0)
    return warning(
      `Logto drops ${unknown.join(', ')}: it has no such scope.`,
      'Fix LOGTO_SCOPES; for a scope that the app always requests, update Logto.',
    );
  if (unlisted.length === 0) return ok('Logto has every requested scope.');
  const rule =
    'Logto drops a permission that neither an API of LOGTO_RESOURCES nor the organization template has';
  if (!managementApi) return ok(`Not checked: ${unlisted.join(', ')}. ${rule}.`);
  const permissions = await listPermissions(config, managementApi);
  const dropped = unlisted.filter((scope) => !permissions.includes(scope));
  if (dropped.length === 0) return ok('Logto has every requested scope.');
  return warning(
    `Logto drops ${dropped.join(', ')}.`,
    `${rule}. Create it in the Console, add its API to LOGTO_RESOURCES, or fix LOGTO_SCOPES.`,
  );
});

const permissions = z.array(z.object({ name: z.string() }));
const resources = z.array(z.object({ indicator: z.string(), scopes: permissions }));

/** Lists the permissions of the requested API resources, and those in organizations. */
async function listPermissions(config: Config, call: ManagementApi) {
  const page = 'page=1&page_size=100';
  const [ofApis, inOrganizations] = await Promise.all([
    call('list its API resources', `resources?includeScopes=true&${page}`, resources),
    call('list its organization permissions', `organization-scopes?${page}`, permissions),
  ]);
  const requested = ofApis.filter(({ indicator }) => config.resources.includes(indicator));
  return [...requested.flatMap(({ scopes }) => scopes), ...inOrganizations].map(({ name }) => name);
}

/** Checks that Logto's own account pages are on, which the app links to. A self-hosted Logto begins with them off. */
export const accountCenter = check('Account center', ['client_id'], async ({ config }) => {
  const { json } = await ask(`${config.endpoint}/api/.well-known/account-center`);
  const { data } = z.object({ enabled: z.boolean() }).safeParse(json);
  if (!data) return ok('This Logto does not say whether its account center is on.');
  if (data.enabled) return ok('The account center is on.');
  return ok(
    `The account center is off: ${config.endpoint}/account shows “Page not found”.`,
    'Turn it on in the Console under “Sign-in & account”, “Account center”, if users should manage their accounts there.',
  );
});
