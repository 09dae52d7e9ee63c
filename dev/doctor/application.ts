import { z } from 'zod';
import { ask } from '../requests';
import { check, failed, metadataOf, ok, onItsPage, type App } from './check';

/** Logto looks up the client before anything else. */
export const clientId = check('Application', ['issuer', 'LOGTO_APP_ID'], async (app) => {
  const outcome = await authorize(app);
  if (isRight(outcome) || outcome === 'invalid_redirect_uri')
    return ok('Logto knows LOGTO_APP_ID.');
  if (outcome !== 'invalid_client') return unexpected(outcome);
  return failed(
    `Logto at ${app.config.endpoint} does not know LOGTO_APP_ID.`,
    `Copy the App ID ${onItsPage}. It must be an application of this tenant, and LOGTO_ENDPOINT the tenant's address, not the Console's.`,
  );
});

/**
 * Sends a token request with an invalid code: Logto checks the secret and the application's type first.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export const clientSecret = check(
  'Application secret',
  ['client_id', 'LOGTO_APP_SECRET'],
  async (app) => {
    const outcome = await outcomeOf(metadataOf(app).token_endpoint, {
      client: { id: app.config.appId, secret: app.config.appSecret },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: bogusCode,
        redirect_uri: app.uris.redirectUri,
        code_verifier: bogusCode,
      }),
    });
    if (outcome === 'invalid_grant') return ok('Logto accepts LOGTO_APP_SECRET.');
    // `invalid_request` is Logto's answer to a secret that has expired.
    if (!/^(invalid_client|invalid_request|unauthorized_client)$/.test(outcome))
      return unexpected(outcome);
    return failed(
      'Logto refuses LOGTO_APP_SECRET.',
      `Copy an App secret that has not expired ${onItsPage}. It must belong to the same application as LOGTO_APP_ID, of the type “Traditional web”.`,
    );
  },
);

/** The redirect URI may be registered exactly, or by a wildcard. */
export const redirectUri = check('Redirect URI', ['client_id', 'BASE_URL'], async (app) => {
  const outcome = await authorize(app);
  if (isRight(outcome)) return ok(`${app.uris.redirectUri} is registered.`);
  if (outcome !== 'invalid_redirect_uri') return unexpected(outcome);
  return unregistered(app, app.uris.redirectUri, 'Redirect URIs');
});

/**
 * Begins a sign-out, and does not confirm it.
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export const postSignOutRedirectUri = check(
  'Post sign-out redirect URI',
  ['client_id', 'BASE_URL'],
  async (app) => {
    const uri = app.uris.postSignOutRedirectUri;
    const query = { client_id: app.config.appId, post_logout_redirect_uri: uri };
    const outcome = await outcomeOf(withQuery(metadataOf(app).end_session_endpoint, query));
    if (outcome === 'HTTP 200') return ok(`${uri} is registered.`);
    if (outcome !== 'invalid_request' && outcome !== 'HTTP 400') return unexpected(outcome);
    return unregistered(app, uri, 'Post sign-out redirect URIs');
  },
);

/** Logto reports an unknown resource to the redirect URI, which must be right (RFC 8707, section 2). */
export const resources = check(
  'API resources',
  ['redirect_uri', 'LOGTO_RESOURCES'],
  async (app) => {
    const { resources } = app.config;
    if (resources.length === 0) return ok('LOGTO_RESOURCES is not set: nothing to check.');
    const unknown: string[] = [];
    for (const resource of resources) {
      const outcome = await authorize(app, { resource });
      if (outcome === 'invalid_target') unknown.push(resource);
      else if (!isRight(outcome)) return unexpected(outcome);
    }
    if (unknown.length === 0) return ok(`Logto knows ${resources.join(' and ')}.`);
    return failed(
      `Logto has no API resource ${unknown.join(' and no ')}: every sign-in would fail.`,
      'Create it under “API resources” in the Console, with exactly this identifier, or correct LOGTO_RESOURCES.',
    );
  },
);

/** An authorization code that Logto never issued. As a verifier and as a challenge, too, it has the right length. */
const bogusCode = 'asked-by-npm-run-doctor'.repeat(2);

/**
 * Sends an authorization request that shows no page and stores nothing (`prompt=none`). Without a
 * session, Logto answers `login_required` if everything else is right.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthError
 */
const authorize = (app: App, more: { resource?: string } = {}) =>
  outcomeOf(
    withQuery(metadataOf(app).authorization_endpoint, {
      response_type: 'code',
      client_id: app.config.appId,
      redirect_uri: app.uris.redirectUri,
      scope: 'openid',
      prompt: 'none',
      code_challenge: bogusCode,
      code_challenge_method: 'S256',
      ...more,
    }),
  );

/** OpenID Connect Core 1.0, section 3.1.2.6: `login_required` and its like. */
const isRight = (outcome: string) => outcome.endsWith('_required');

const withQuery = (endpoint: string, query: Record<string, string>) =>
  `${endpoint}?${new URLSearchParams(query)}`;

const errorSchema = z.object({ error: z.string().regex(/^[a-z_]+$/) });

/** Sends a request. Returns the error in the answer or in the address that it redirects to; without one, the status. */
async function outcomeOf(...request: Parameters<typeof ask>): Promise<string> {
  const { status, headers, json } = await ask(...request);
  const redirect = URL.parse(headers.get('location') ?? '')?.searchParams.get('error');
  const { data } = errorSchema.safeParse(redirect ? { error: redirect } : json);
  return data?.error ?? `HTTP ${status}`;
}

const unexpected = (outcome: string) =>
  failed(
    `Logto gave an unexpected answer: ${outcome}.`,
    'Try again. If this persists, look at the “Audit logs” in the Console.',
  );

const unregistered = ({ config }: App, uri: string, setting: string) =>
  failed(
    `${uri} is not registered.`,
    `If people open the app at ${config.baseUrl}, add this URI to “${setting}” ${onItsPage}. Otherwise, BASE_URL is wrong.`,
  );
