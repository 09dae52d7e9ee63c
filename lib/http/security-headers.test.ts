import { expect, test } from 'vitest';
import { extraSources } from '@/app/content-security-policy';
import { getConfig } from '../config';
import { contentSecurityPolicy, sourceProblems, type ExtraSources } from './security-headers';

const policyWith = (extra: ExtraSources, config = getConfig()) =>
  contentSecurityPolicy('n', config, extra).split('; ').sort();

const ours = [
  "base-uri 'none'",
  "default-src 'self'",
  "form-action 'self' https://tenant.logto.test",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "object-src 'none'",
  "script-src 'self' 'nonce-n' 'strict-dynamic'",
  "style-src 'self' 'nonce-n'",
  "style-src-attr 'unsafe-inline'",
];

test('scripts and style elements need the nonce; no frames, plugins or other bases; forms go here and to Logto', () => {
  expect(policyWith({})).toEqual(ours);
  expect(policyWith({ 'img-src': [] })).toEqual(ours);
});

test('development differs by one keyword, which Next needs', () => {
  const differing = policyWith({}, { ...getConfig(), development: true }).filter(
    (line) => !ours.includes(line),
  );
  expect(differing).toEqual(["script-src 'self' 'nonce-n' 'strict-dynamic' 'unsafe-eval'"]);
});

test('further sources are added to a directive, replace its none, or make a new one', () => {
  const policy = policyWith({
    'img-src': ['https://cdn.test', 'blob:'],
    'connect-src': ['wss://live.test'],
    'frame-ancestors': ['https://partner.test'],
    'form-action': ['https://pay.test'],
  });
  expect(policy.filter((line) => !ours.includes(line))).toEqual([
    "connect-src 'self' wss://live.test",
    "form-action 'self' https://tenant.logto.test https://pay.test",
    'frame-ancestors https://partner.test',
    "img-src 'self' data: https://cdn.test blob:",
  ]);
  expect(policyWith({})).toEqual(ours);
});

test('the app’s own further sources are in order', () => {
  expect(sourceProblems(extraSources)).toEqual([]);
});

test('ordinary sources are accepted', () => {
  expect(
    sourceProblems({
      'script-src': [
        'https://cdn.test/x.js',
        'https://*.example.com',
        "'sha256-8ZJ3vR0='",
        "'wasm-unsafe-eval'",
        "'report-sample'",
      ],
      'style-src': ["'unsafe-inline'"],
      'img-src': ['*', 'https:', 'blob:'],
      'worker-src': ['blob:'],
    }),
  ).toEqual([]);
});

test.each([
  "'unsafe-inline'",
  "'UNSAFE-INLINE'",
  "'unsafe-eval'",
  "'unsafe-hashes'",
  "'nonce-abc'",
  '*',
  '*:*',
  '*:443',
  '*/x',
  'https:',
  'HTTPS:',
  'data:',
  'blob:',
  'https://*',
  'https://*:443',
  'https://*/x.js',
  '*?x',
  'https://*#x',
])('%s would undo the policy for scripts', (source) => {
  expect(sourceProblems({ 'script-src': ['https://cdn.test', source] })).toEqual([
    `app/content-security-policy.ts: script-src: ${source} would allow scripts of anybody. Remove it.`,
  ]);
  expect(sourceProblems({ 'object-src': [source] })).toHaveLength(1);
});

// A header can't contain the last three: each page would fail.
test.each([
  '',
  ' ',
  'a b',
  'https://a.test;',
  'a,b',
  "'none'",
  "x; script-src 'unsafe-inline'",
  'https://例え.test',
  '‘self’',
  'https://a.test\0',
])('%j is not a source', (source) => {
  expect(sourceProblems({ 'img-src': [source] })).toEqual([
    expect.stringContaining('is not a source'),
  ]);
});

test.each(['default-src', 'base-uri', 'script-src-elem', 'sandbox', '__proto__x', 'img-src '])(
  '%j is not a directive that can be extended',
  (name) => {
    expect(sourceProblems({ [name]: ["'self'"] })).toEqual([
      expect.stringContaining('is not one of'),
    ]);
  },
);
