import { openRedirects } from './open-redirects';
import type { Random } from './random';
import type { RawRequest } from './raw-request';

/** Real values, to be sent unchanged or damaged. */
export interface Material {
  baseUrl: string;
  issuer: string;
  /** Browsers with a session and another sign-in in progress: their cookies, and the callback's query. */
  browsers: [Browser, ...Browser[]];
  /** A JWT that Logto signed. */
  token: string;
}

interface Browser {
  cookie: string;
  callback: string;
}

const routes = [
  'callback',
  'sign-in',
  'refresh',
  'sign-out',
  'backchannel-logout',
  'webhook',
] as const;
const usualMethod = {
  'sign-out': 'POST',
  'backchannel-logout': 'POST',
  webhook: 'POST',
} as Record<string, string>;
const methods = ['GET', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const names = (
  'state code iss error error_description error_uri session_state scope id_token resource ' +
  'organization_id first_screen identifier login_hint direct_sign_in ui_locales one_time_token ' +
  'prompt max_age logout_token client_id redirect_uri __proto__ constructor _rsc nxtPid %00 [] .'
).split(' ') as [string, ...string[]];

const values: [string, ...string[]] = [
  '',
  'x',
  'none',
  'login consent',
  'consent',
  'register',
  'username email',
  'social:github',
  'sso:x',
  '0',
  '-1',
  '999999999',
  '1e9',
  'NaN',
  'de en',
  'access_denied',
  'login_required',
  'https://api.example.com',
  'k3v9x0q7m2ab',
  '../..',
  'null',
  '{"a":1}',
  '__proto__',
  '<script>alert(1)</script>',
  "' OR 1=1 --",
  '${7*7}',
  '\u0000',
  '\ud800',
  '\r\nX-Injected: 1',
  'ü'.repeat(200),
  'x'.repeat(3000),
];

/** Returns a request to a sign-in route, with a few or many errors in it. */
export function fuzzRequest(random: Random, real: Material, marker: string) {
  const { below, inPercent, pick } = random;

  /** The same text with a few characters changed, left out, or put in. */
  const spoil = (text: string): string => {
    let spoilt = text;
    for (let count = 1 + below(3); count > 0; count--) {
      const at = below(spoilt.length + 1);
      const inserted = inPercent(70) ? pick(['A', '*', '.', '~', '%', '"', ';', '=', ' ']) : '';
      spoilt = spoilt.slice(0, at) + inserted + spoilt.slice(at + below(3));
    }
    return spoilt;
  };
  const perhapsSpoilt = (text: string) => (inPercent(50) ? text : spoil(text));
  const value = () =>
    inPercent(20) ? perhapsSpoilt(pick([real.token, real.issuer])) : pick(values) + marker;

  const form = () => {
    const pairs = Array.from({ length: below(6) }, () => `${pick(names)}=${encode(value())}`);
    if (inPercent(40)) pairs.push(`return_to=${encode(pick(returnPaths))}`);
    if (inPercent(30)) pairs.push(`logout_token=${perhapsSpoilt(real.token)}`);
    return pairs.join(inPercent(95) ? '&' : ';');
  };
  const encode = (text: string) =>
    inPercent(5)
      ? text.replace(/[^!-~]|[#&]/g, '%')
      : encodeURIComponent(Buffer.from(text).toString());

  const browser = pick(real.browsers);
  const route = pick(routes);
  const isCallback = route === 'callback' && inPercent(60);
  const query = isCallback ? perhapsSpoilt(browser.callback) : form();
  const method = inPercent(85) ? (usualMethod[route] ?? 'GET') : pick(methods);
  const headers: Record<string, string> = {};
  if (inPercent(80)) headers['cookie'] = perhapsSpoilt(browser.cookie);
  for (const [name, some] of Object.entries(headerValues)) {
    if (inPercent(12)) headers[name] = pick(some);
  }
  if (inPercent(60)) headers['origin'] = pick([real.baseUrl, real.baseUrl, 'null', marker]);
  const request: RawRequest = { method, headers };
  if (!['GET', 'HEAD'].includes(method)) {
    headers['content-type'] = pick(contentTypes);
    request.body = pick([
      form(),
      form(),
      '{"logout_token":',
      marker.repeat(below(3000)),
      '\u0000ÿ',
    ]);
  }
  // Spaces and control characters would end the request line.
  const target = `/api/logto/${route}${query === '' ? '' : `?${query.replace(/[^!-~]/g, '+')}`}`;
  return { target, ...request };
}

const returnPaths = openRedirects as [string, ...string[]];

const contentTypes: [string, ...string[]] = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-16',
  'application/x-www-form-urlencoded;;;',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/json',
  'application/logout+jwt',
  'text/plain',
  'x',
  '',
];

const headerValues: Record<string, [string, ...string[]]> = {
  accept: ['*/*', 'application/json', 'text/x-component', 'x;q=9'],
  'accept-language': ['de', '*', 'x'.repeat(500)],
  authorization: ['Bearer x', 'Basic eDp4', 'Bearer'],
  'content-encoding': ['gzip', 'x'],
  host: ['evil.test', 'a b', ''],
  'next-action': ['0'.repeat(42), 'x'],
  'next-router-prefetch': ['1', 'x'],
  'next-router-state-tree': ['%5B%22%22%5D', '%'],
  range: ['bytes=0-', 'x'],
  rsc: ['1', ''],
  'sec-fetch-mode': ['navigate', 'cors', 'x'],
  'sec-fetch-site': ['same-origin', 'cross-site', 'none'],
  'sec-purpose': ['prefetch', 'prefetch;prerender'],
  'x-forwarded-host': ['evil.test', 'a b'],
  'x-forwarded-proto': ['https', 'x'],
  'x-nextjs-data': ['1'],
  'x-request-path': ['//evil.test'],
};
