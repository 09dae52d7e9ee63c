import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Config } from '../../lib/config';
import { urisOf } from '../uris';
import { ask, basicAuthorization, type Answer } from '../ask';

/** An authorization code and a verifier that Logto never issued. */
const bogusCode = 'asked-by-npm-run-doctor';
const codeVerifier = bogusCode.repeat(2);

const errorSchema = z.object({ error: z.string().regex(/^[a-z_]+$/) });

/** The error that Logto names, in the answer or in the address that it redirects to. */
export interface Outcome {
  /** An error code of the specifications; empty if there is none. */
  error: string;
  status: number;
}

/**
 * Sends an authorization request that shows no page and stores nothing (`prompt=none`). Without a
 * session, Logto answers `login_required` if everything else is right.
 *
 * @throws {NoAnswer}
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthError
 */
export async function authorize(
  endpoint: string,
  { appId, baseUrl }: Config,
  resource?: string,
): Promise<Outcome> {
  const url = new URL(endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: appId,
    redirect_uri: urisOf(baseUrl).redirectUri,
    scope: 'openid',
    prompt: 'none',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(resource === undefined ? {} : { resource }),
  }).toString();
  return outcome(await ask(url));
}

/**
 * Sends a token request with an invalid code. Logto checks the secret first.
 *
 * @throws {NoAnswer}
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export async function exchangeBogusCode(
  endpoint: string,
  { appId, appSecret, baseUrl }: Config,
): Promise<Outcome> {
  const answer = await ask(endpoint, {
    method: 'POST',
    headers: { authorization: basicAuthorization(appId, appSecret) },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: bogusCode,
      redirect_uri: urisOf(baseUrl).redirectUri,
      code_verifier: codeVerifier,
    }),
  });
  return outcome(answer);
}

/**
 * Begins a sign-out, and does not confirm it.
 *
 * @throws {NoAnswer}
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export async function endSession(endpoint: string, { appId, baseUrl }: Config): Promise<Outcome> {
  const url = new URL(endpoint);
  url.searchParams.set('client_id', appId);
  url.searchParams.set('post_logout_redirect_uri', urisOf(baseUrl).postSignOutRedirectUri);
  return outcome(await ask(url));
}

function outcome({ status, headers, body }: Answer): Outcome {
  const redirect = URL.parse(headers.get('location') ?? '')?.searchParams.get('error');
  const { data } = errorSchema.safeParse(redirect ? { error: redirect } : body);
  return { error: data?.error ?? '', status };
}
