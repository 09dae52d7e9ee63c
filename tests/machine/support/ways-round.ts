const prefetch = { rsc: '1', 'next-router-prefetch': '1' };
const everySubrequest = (name: string) => Array<string>(5).fill(name).join(':');

/**
 * Headers with which an attacker may pretend to be Next itself, its router, or a proxy in front: the known ones (CVE-2025-29927
 * and similar ones), and those that Next uses inside.
 */
export const spoofedHeaders: Record<string, string>[] = [
  {},
  ...[
    'middleware',
    'src/middleware',
    'pages/_middleware',
    'proxy',
    everySubrequest('middleware'),
    everySubrequest('src/middleware'),
    everySubrequest('proxy'),
    '1',
  ].map((value) => ({ 'x-middleware-subrequest': value })),
  { 'x-middleware-prefetch': '1' },
  { 'x-middleware-prefetch': '1', 'x-nextjs-data': '1' },
  { 'x-middleware-rewrite': '/' },
  { 'x-middleware-next': '1' },
  { 'x-middleware-skip': '1' },
  { 'x-middleware-invoke': '1' },
  { 'x-middleware-set-cookie': 'logto-session=x' },
  { 'x-middleware-override-headers': 'cookie', 'x-middleware-request-cookie': 'logto-session=x' },
  { 'x-nextjs-data': '1' },
  { 'x-matched-path': '/' },
  { 'x-invoke-path': '/' },
  { 'x-invoke-status': '200' },
  { 'x-invoke-output': '/' },
  { 'x-invoke-query': '%7B%7D' },
  { 'x-now-route-matches': '1' },
  { 'x-prerender-revalidate': '1' },
  { 'x-nextjs-rewritten-path': '/' },
  { 'next-resume': '1' },
  { 'x-request-path': '/' },
  { 'next-action': '0'.repeat(42) },
  { 'next-action': 'x', 'x-action-forwarded': '1' },
  { rsc: '1' },
  prefetch,
  { ...prefetch, 'next-router-segment-prefetch': '/_tree' },
  { ...prefetch, 'next-router-segment-prefetch': '/__PAGE__' },
  { ...prefetch, 'next-router-prefetch': '2' },
  { rsc: '1', 'next-router-state-tree': '%5B%22%22%2C%7B%7D%2Cnull%2C%22refetch%22%5D' },
  { rsc: '1', 'next-router-state-tree': 'no tree' },
  { rsc: '1', 'next-url': '/' },
  { rsc: '1', 'next-instant-navigation-testing-prefetch': '1' },
  { purpose: 'prefetch' },
  { 'sec-purpose': 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { 'x-moz': 'prefetch' },
  { 'x-original-url': '/' },
  { 'x-rewrite-url': '/' },
  { 'x-forwarded-host': 'evil.test' },
  { 'x-forwarded-host': 'a b<>' },
  { 'x-forwarded-proto': 'https' },
  { 'x-forwarded-proto': 'javascript' },
  { 'x-forwarded-port': '99999' },
  { 'x-forwarded-for': '127.0.0.1' },
  { 'x-forwarded-prefix': '/api' },
  { 'x-forwarded-path': '/' },
  { 'x-forwarded-uri': '/' },
  { forwarded: 'for=127.0.0.1;host=evil.test;proto=https' },
  { 'x-http-method-override': 'OPTIONS' },
  { host: 'evil.test' },
  { host: '' },
  { host: 'a b' },
  { authorization: 'Bearer x' },
  { authorization: 'Basic YWxpY2U6YWxpY2U=' },
  { cookie: 'logto-session=; __Host-logto-session=' },
  { cookie: '__prerender_bypass=x; __next_preview_data=x' },
  { accept: 'text/x-component' },
  { origin: 'null' },
];

/**
 * Returns request targets that a server, proxy or framework might treat as this path, as they are sent. Characters are bytes.
 */
export function spellingsOf(path: string, origin: string, buildId: string): string[] {
  const encode = (text: string) => text.replace(/./g, percent);
  const [, first = '', ...more] = path.split('/');
  const rest = more.map((segment) => `/${segment}`).join('');
  const inCase = (change: (text: string) => string) => `/${change(first)}${rest}`;
  return [
    // encodings
    `/${percent(first.slice(0, 1))}${first.slice(1)}${rest}`,
    `/${encode(first)}${rest}`,
    `/${encode(path.slice(1))}`,
    encode(path),
    `/${encode(first).toLowerCase().replaceAll('%', '%25')}${rest}`,
    `/%2f${path.slice(1)}`,
    `/%5c${path.slice(1)}`,
    `/%c1%b0${path.slice(2)}`,
    `/%u0070${path.slice(2)}`,
    `/\xef\xbd\x90${path.slice(2)}`,
    ...['%', '%zz', '%00', '%20', '%09', '%0d%0a', '%23', '%2e', '%2f', '%3f', '%5c', '%ff'].map(
      (end) => path + end,
    ),
    `/%00${path}`,
    `/%00${path.slice(1)}`,
    // slashes, dots, case
    `/${path}`,
    `//${path}`,
    `/\\${path.slice(1)}`,
    `\\${path.slice(1)}`,
    path.slice(1),
    `${path}/`,
    `${path}//`,
    `${path}\\`,
    `${path}/.`,
    `${path}/..${path}`,
    `/.${path}`,
    `/%2e${path}`,
    `/x/..${path}`,
    `/x/%2e%2e${path}`,
    `/x/..%2f${path.slice(1)}`,
    `/..${path}`,
    inCase((text) => text.toUpperCase()),
    inCase((text) => text.slice(0, 1).toUpperCase() + text.slice(1)),
    // what the middleware's matcher leaves out, and up again
    ...[
      '/api',
      '/_next/static/x',
      '/_next/image',
      '/icon',
      '/opengraph-image',
      '/robots.txt',
      '/_next',
    ].flatMap((open) => [
      `${open}/..${path}`,
      `${open}/%2e%2e${path}`,
      `${open}%2f..%2f${path.slice(1)}`,
    ]),
    `/icon${path}`,
    `/api/${path}`,
    // parameters and endings
    `${path};`,
    `${path};x=1`,
    `/;x${path}`,
    `${path}?`,
    `${path}#x`,
    ...['rsc', 'prefetch.rsc', 'txt', 'html', 'json', 'action', 'body', 'meta'].map(
      (ending) => `${path}.${ending}`,
    ),
    `${path}.segments/_tree.segment.rsc`,
    `${path}.segments${path}/__PAGE__.segment.rsc`,
    ...['_rsc=x', '_rsc', '__nextDataReq=1', 'nxtPid=x', '__nextLocale=en', 'amp=1'].map(
      (query) => `${path}?${query}`,
    ),
    // Next's own addresses
    `/_next/data/${buildId}${path}.json`,
    `/_next/data/${buildId}${path}.json?nxtPid=x`,
    `/_next/data/x${path}.json`,
    `/index${path}`,
    `${path}/index`,
    `${path}/page`,
    `${path}/route`,
    `/app${path}/page`,
    `/_next/server/app${path}.html`,
    `/_next/static/../server/app${path}/page.js`,
    `/(group)${path}`,
    `/en${path}`,
    // absolute form (RFC 9112, 3.2.2)
    origin + path,
    `http://evil.test${path}`,
    `https://localhost${path}`,
    `http://${path}`,
    `//evil.test${path}`,
    `file://${path}`,
  ];
}

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
