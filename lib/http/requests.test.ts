import { afterEach, describe, expect, test, vi } from 'vitest';
import { asksForDocument, hasTooManyCookies, isSameOrigin } from './requests';

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

  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  test('that went to another host, where the app itself is on http', async () => {
    vi.stubEnv('BASE_URL', 'http://localhost:3000');
    vi.resetModules();
    const onHttp = await import('./requests');
    const headers = { origin: 'https://app.test', host: 'app.test' };
    expect(onHttp.isSameOrigin(request(headers))).toBe(false);
    expect(onHttp.isSameOrigin(request({ origin: 'http://localhost:3000' }))).toBe(true);
  });
});

test('who says nothing asks for a document, and who says anything else doesn’t', () => {
  expect(asksForDocument(request({}))).toBe(true);
  expect(asksForDocument(request({ 'sec-fetch-dest': 'document' }))).toBe(true);
  for (const destination of ['empty', 'image', 'iframe', 'frame', 'script', 'serviceworker', '']) {
    expect(asksForDocument(request({ 'sec-fetch-dest': destination })), destination).toBe(false);
  }
});

test('two hundred cookies are enough', () => {
  const withCookies = (count: number) =>
    hasTooManyCookies(request({ cookie: Array<string>(count).fill('a=b').join('; ') }));
  expect(hasTooManyCookies(request({}))).toBe(false);
  expect(withCookies(200)).toBe(false);
  expect(withCookies(201)).toBe(true);
});
