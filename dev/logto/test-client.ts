import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { claimsByScope } from './claims';
import { organizationsResource } from './permissions';
import {
  demoResources,
  demoScopes,
  startLocalLogto,
  type LocalLogto,
  type LocalLogtoOptions,
} from './server';

/** The registration of the tests' application, unless a test has another one. No server listens there. */
export const app = { id: 'test-app', secret: 'test-secret', baseUrl: 'http://localhost:3999' };

const tokens = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number(),
  scope: z.string().optional(),
});

/** A simple browser: cookies, redirects, forms. It sends requests to Logto only. */
export class Browser {
  #cookies: { name: string; value: string; path: string }[] = [];

  constructor(readonly logto: LocalLogto) {}

  /** Opens an address and follows redirects, up to a page at Logto or the first URL of the application. */
  async open(location: string | URL, form?: Record<string, string>): Promise<Page> {
    const url = new URL(location, this.logto.endpoint);
    if (url.origin !== this.logto.endpoint) return { url, status: 0, body: '' };
    const cookies = this.#cookies.filter(({ path }) => url.pathname.startsWith(path));
    const response = await fetch(url, {
      headers: {
        accept: 'text/html',
        cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      },
      redirect: 'manual',
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    response.headers.getSetCookie().forEach((header) => {
      this.#store(header);
    });
    const body = await response.text();
    const next = response.headers.get('location');
    return next === null ? { url, status: response.status, body } : this.open(new URL(next, url));
  }

  /** Fills the sign-in or registration form that the page shows. */
  submit(page: Page, fields: Record<string, string>): Promise<Page> {
    return this.open(page.url, fields);
  }

  #store(header: string): void {
    const [pair = '', ...attributes] = header.split(/; */);
    const [name = '', ...value] = pair.split('=');
    const path = attributes.find((attribute) => attribute.startsWith('path='))?.slice(5) ?? '/';
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    if (!header.includes('01 Jan 1970')) this.#cookies.push({ name, value: value.join('='), path });
  }
}

/** The page where a browser arrived. Status 0: at the application, which gets no request. */
export interface Page {
  url: URL;
  status: number;
  body: string;
}

/** Starts a local Logto on a free port for the tests' application. */
export function start(options: Partial<LocalLogtoOptions> = {}): Promise<LocalLogto> {
  return startLocalLogto({ app, ...options });
}

/** An authorization request with all scopes of the application, and its code verifier. */
export function authorizationRequest(
  logto: LocalLogto,
  overrides: Record<string, string> = {},
  resources: string[] = [...demoResources, organizationsResource],
) {
  const codeVerifier = randomBytes(32).toString('base64url');
  const url = new URL(`${logto.endpoint}/oidc/auth`);
  const parameters = {
    response_type: 'code',
    client_id: app.id,
    redirect_uri: `${app.baseUrl}/api/logto/callback`,
    scope: ['offline_access', ...Object.keys(claimsByScope), ...demoScopes].join(' '),
    prompt: 'consent',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...overrides,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  for (const resource of resources) url.searchParams.append('resource', resource);
  return { url, codeVerifier };
}

/** Posts to the token endpoint, or another endpoint below `/oidc` that needs the application's secret. */
export async function post(
  logto: LocalLogto,
  parameters: Record<string, string>,
  { path = '/token', secret = app.secret } = {},
) {
  const response = await fetch(`${logto.endpoint}/oidc${path}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${app.id}:${secret}`).toString('base64')}`,
    },
    body: new URLSearchParams(parameters),
  });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, body };
}

/** Exchanges the code in the callback URL. */
export function exchange(logto: LocalLogto, callback: URL, codeVerifier: string) {
  return post(logto, {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: `${callback.origin}${callback.pathname}`,
    code_verifier: codeVerifier,
  });
}

/** Refreshes, with further parameters such as `resource`. */
export function refresh(
  logto: LocalLogto,
  refreshToken: string,
  parameters: Record<string, string> = {},
) {
  return post(logto, { grant_type: 'refresh_token', refresh_token: refreshToken, ...parameters });
}

/** A successful token response. */
export function parseTokens(body: unknown) {
  return tokens.parse(body);
}

/** Signs in with a password and returns the tokens. */
export async function signIn(
  browser: Browser,
  username: string,
  overrides: Record<string, string> = {},
  resources?: string[],
) {
  const { url, codeVerifier } = authorizationRequest(browser.logto, overrides, resources);
  const page = await browser.open(url);
  const { url: callback } = await browser.submit(page, {
    identifier: username,
    password: browser.logto.accounts.named(username).password ?? '',
  });
  const { body } = await exchange(browser.logto, callback, codeVerifier);
  const issued = parseTokens(body);
  return {
    callback,
    codeVerifier,
    accessToken: issued.access_token,
    idToken: issued.id_token,
    refreshToken: issued.refresh_token ?? '',
    scope: issued.scope,
  };
}

/** Returns the answer of the userinfo endpoint to this access token. */
export async function userinfo(logto: LocalLogto, accessToken: string) {
  const response = await fetch(`${logto.endpoint}/oidc/me`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const body: unknown = await response.json();
  return { status: response.status, body };
}

/** A JWT's header and claims. The signature isn't checked. */
export function decode(jwt: string) {
  return { header: decodeProtectedHeader(jwt), claims: decodeJwt(jwt) };
}
