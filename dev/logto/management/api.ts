import { createPublicKey } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { jwtVerify } from 'jose';
import { readBody, type Answer } from '../http';
import type { LocalLogto } from '../options';
import { managementResource } from '../permissions';
import { userEntity } from '../webhooks';
import { answer, ApiError, find, pageOf, type Routes } from './call';
import { invitationRoutes } from './invitations'; // organizations
import { oneTimeTokenRoutes } from './one-time-tokens';
import { organizationRoutes } from './organizations'; // organizations

/** Path of the Management API. */
export const apiPath = '/api';

const userRoutes: Routes = {
  // `search.primaryEmail` finds the user with this address.
  'GET users'(call) {
    const email = call.url.searchParams.get('search.primaryEmail')?.toLowerCase();
    const found = [...call.logto.accounts.values()].filter(
      (account) => email === undefined || account.email?.toLowerCase() === email,
    );
    return pageOf(found.map(userEntity), call);
  },

  'GET users/:id': ({ logto }, id) => answer(200, userEntity(find(logto.accounts, id))),

  'DELETE users/:id'({ logto }, id) {
    void logto.management.remove(find(logto.accounts, id));
    return answer(204);
  },
};

/** The routes of the Management API that are supported. */
const routes = Object.entries({
  ...organizationRoutes, // organizations
  ...invitationRoutes, // organizations
  ...oneTimeTokenRoutes,
  ...userRoutes,
}).map(([route, handler]) => {
  const [method, path = ''] = route.split(' ');
  return { method, path: new RegExp(`^${path.replace(/:\w+/g, '([^/]+)')}$`), handler };
});

/** Serves the Management API, for the machine-to-machine application only. */
export async function handleApi(request: IncomingMessage, logto: LocalLogto): Promise<Answer> {
  try {
    await authorize(request, logto);
    const url = new URL(request.url ?? '', logto.endpoint);
    const path = url.pathname.slice(apiPath.length + 1);
    const route = routes.find((one) => one.method === request.method && one.path.test(path));
    if (!route) throw new ApiError(404, 'request.not_found');
    const [, ...ids] = route.path.exec(path) ?? [];
    return route.handler({ logto, url, body: await readJson(request) }, ...ids);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return answer(error.status, { code: error.code, message: error.message });
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request);
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** @throws {ApiError} 401 without a valid access token, 403 `auth.forbidden` if it has no permission */
async function authorize({ headers }: IncomingMessage, { endpoint, state }: LocalLogto) {
  const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (token === undefined) throw new ApiError(401, 'auth.authorization_header_missing');
  const key = createPublicKey({ key: state.signingKey, format: 'jwk' });
  const { payload } = await jwtVerify(token, key, {
    issuer: `${endpoint}/oidc`,
    audience: managementResource,
  }).catch(() => {
    throw new ApiError(401, 'auth.unauthorized');
  });
  if (payload['scope'] !== 'all') throw new ApiError(403, 'auth.forbidden');
}
