import { afterEach, describe, expect, test, vi } from 'vitest';
import { changesSomething, isSameOrigin } from './origin';

const request = (headers: Record<string, string>) =>
  new Request('http://localhost:3000/x', { method: 'POST', headers });

// BASE_URL is https://app.test.
describe('a request is from our own origin', () => {
  test.each([
    { origin: 'https://app.test' },
    { origin: 'https://app.test', host: 'localhost:3000' },
    { origin: 'https://www.app.test', host: 'www.app.test' },
    { origin: 'https://app.test:8443', host: 'app.test:8443' },
    { 'sec-fetch-site': 'same-origin' },
  ])('that has %j', (headers) => {
    expect(isSameOrigin(request(headers))).toBe(true);
  });
});

describe('a request is from elsewhere', () => {
  test.each([
    {},
    { host: 'app.test' },
    { origin: '', host: '' },
    { origin: 'null', host: 'null' },
    { origin: 'https://evil.test', host: 'app.test' },
    { origin: 'https://evil.test', host: 'app.test', 'x-forwarded-host': 'evil.test' },
    { origin: 'https://evil.test', host: 'app.test', 'sec-fetch-site': 'same-origin' },
    { origin: 'https://evil.test', host: 'app.test', forwarded: 'host=evil.test;proto=https' },
    { origin: 'http://app.test', host: 'app.test' },
    { origin: 'https://app.test:8443', host: 'app.test' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'none' },
  ])('that has %j', (headers) => {
    expect(isSameOrigin(request(headers))).toBe(false);
  });
});

describe('where the app itself is on http', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  test('a request to another host is from elsewhere', async () => {
    vi.stubEnv('BASE_URL', 'http://localhost:3000');
    vi.resetModules();
    const onHttp = await import('./origin');
    const other = request({ origin: 'https://app.test', host: 'app.test' });
    expect(onHttp.isSameOrigin(other)).toBe(false);
    expect(onHttp.isSameOrigin(request({ origin: 'http://localhost:3000' }))).toBe(true);
  });
});

test('safe methods change nothing', () => {
  const changes = (method: string) => changesSomething(new Request('https://app.test', { method }));
  expect(['GET', 'HEAD', 'OPTIONS'].map(changes)).toEqual([false, false, false]);
  expect(['POST', 'PUT', 'PATCH', 'DELETE'].map(changes)).toEqual([true, true, true, true]);
});
