import type { Config } from '../../lib/config';
import { ManagementApi } from '../setup/management-api';
import { UserError } from '../user-error';
import { ok, warning, type Finding } from './check';

/** Scopes that describe the user. All others are permissions, of an API or in organizations. */
const userScopes =
  /^(openid|offline_access|profile|email|phone|address|custom_data|identities|roles|sessions|urn:logto:scope:.+)$/;

/**
 * Finds requested scopes that Logto doesn't know. It drops them without an error, and the token lacks them.
 * Only the Management API lists permissions: they are checked if `LOGTO_M2M_APP_ID` is set.
 *
 * @param supported Logto's `scopes_supported`
 */
export async function checkScopes(
  env: NodeJS.ProcessEnv,
  config: Config,
  supported: readonly string[] | undefined,
): Promise<Finding> {
  const unlisted = config.scopes.filter((scope) => supported && !supported.includes(scope));
  const unknown = unlisted.filter((scope) => userScopes.test(scope));
  if (unknown.length > 0)
    return warning(
      `Logto drops ${unknown.join(', ')}: it has no such scope.`,
      'Fix LOGTO_SCOPES; for a scope that the app always requests, update Logto.',
    );
  if (unlisted.length === 0) return ok('Logto has every requested scope.');
  const { LOGTO_M2M_APP_ID: id, LOGTO_M2M_APP_SECRET: secret } = env;
  const rule =
    'Logto drops a permission that neither an API of LOGTO_RESOURCES nor the organization template has';
  if (!id || !secret) return ok(`Not checked: ${unlisted.join(', ')}. ${rule}.`);
  try {
    const api = await ManagementApi.connect(config, { id, secret });
    const permissions = await api.listPermissions(config.resources);
    const dropped = unlisted.filter((scope) => !permissions.includes(scope));
    return dropped.length === 0
      ? ok('Logto has every requested scope.')
      : warning(
          `Logto drops ${dropped.join(', ')}.`,
          `${rule}. Create it in the Console, add its API to LOGTO_RESOURCES, or fix LOGTO_SCOPES.`,
        );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return warning(error.message, 'Fix LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET.');
  }
}
