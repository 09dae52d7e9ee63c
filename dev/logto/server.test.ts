import { afterEach, expect, test, vi } from 'vitest';
import type { LocalLogto } from './server';
import { app, authorizationRequest, Browser, start } from './test-client';

const running: LocalLogto[] = [];

async function started(...options: Parameters<typeof start>) {
  const logto = await start(...options);
  running.push(logto);
  return logto;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(running.splice(0).map((logto) => logto.close()));
});

test('discovery describes what Logto supports', async () => {
  const { endpoint } = await started();
  const response = await fetch(`${endpoint}/oidc/.well-known/openid-configuration`);
  expect(await response.json()).toMatchObject({
    issuer: `${endpoint}/oidc`,
    authorization_endpoint: `${endpoint}/oidc/auth`,
    token_endpoint: `${endpoint}/oidc/token`,
    userinfo_endpoint: `${endpoint}/oidc/me`,
    jwks_uri: `${endpoint}/oidc/jwks`,
    end_session_endpoint: `${endpoint}/oidc/session/end`,
    revocation_endpoint: `${endpoint}/oidc/token/revocation`,
    introspection_endpoint: `${endpoint}/oidc/token/introspection`,
    id_token_signing_alg_values_supported: ['ES384'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  });
});

test('the key set is a fresh ES384 key', async () => {
  const { endpoint } = await started();
  const response = await fetch(`${endpoint}/oidc/jwks`);
  expect(response.headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(await response.json()).toEqual({
    keys: [expect.objectContaining({ kty: 'EC', crv: 'P-384', alg: 'ES384' })],
  });
});

test('pages are locked down and may only send forms on to the application', async () => {
  const logto = await started();
  const page = await new Browser(logto).open(authorizationRequest(logto).url);
  const { headers } = await fetch(page.url);
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(headers.get('content-security-policy')).toContain(`form-action 'self' ${app.baseUrl}`);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('two servers run side by side, each with its own accounts', async () => {
  const [one, other] = await Promise.all([started(), started()]);
  one.accounts.named('alice').suspended = true;
  expect(one.endpoint).not.toBe(other.endpoint);
  expect(other.accounts.named('alice').suspended).toBe(false);
});

test('pictures of the demo accounts are served', async () => {
  const { accounts } = await started();
  const response = await fetch(accounts.named('alice').picture ?? '');
  expect(response.headers.get('content-type')).toBe('image/svg+xml');
});

test('other listeners see the URL of a request as it came', async () => {
  const { endpoint, server } = await started();
  const seen: (string | undefined)[] = [];
  server.on('request', ({ url }: { url?: string }) => seen.push(url));
  await fetch(`${endpoint}/oidc/jwks?a=b`);
  expect(seen).toEqual(['/oidc/jwks?a=b']);
});

test('an unknown page answers with a readable message', async () => {
  const { endpoint } = await started();
  const response = await fetch(`${endpoint}/nothing`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('Back to the application');
});

test('it refuses to start in production', async () => {
  vi.stubEnv('NODE_ENV', 'production');
  await expect(start()).rejects.toThrow('NODE_ENV=production');
});

test('a taken port is said so', async () => {
  const { endpoint } = await started();
  const port = Number(new URL(endpoint).port);
  await expect(start({ port })).rejects.toMatchObject({
    message: expect.stringContaining(`Port ${port} on localhost is already taken`) as string,
    code: 'EADDRINUSE',
  });
});

test('closing frees the port, open connections or not', async () => {
  const logto = await start();
  await fetch(`${logto.endpoint}/oidc/jwks`);
  await logto.close();
  await expect(fetch(`${logto.endpoint}/oidc/jwks`)).rejects.toThrow();
});
