import { expect, test } from 'vitest';
import { pictureToShow } from './picture';

const shown = (picture: string | null | undefined, ...sources: string[]) =>
  pictureToShow(picture, 'http://localhost:3000', { 'img-src': sources }) !== undefined;

test('a picture of the app itself and a data address are shown without further sources', () => {
  for (const picture of ['/people/alice.png', 'http://localhost:3000/a.png', 'data:image/png,x'])
    expect(pictureToShow(picture, 'http://localhost:3000', {})).toBe(picture);
});

test.each([
  undefined,
  null,
  '',
  'https://',
  'http://localhost:3001/a.png',
  'https://localhost:3000/a.png',
])('no picture: %j', (picture) => {
  expect(pictureToShow(picture, 'http://localhost:3000', {})).toBe(undefined);
});

test.each([
  ['https://cdn.example.com', 'https://cdn.example.com/a.png'],
  ['https://cdn.example.com', 'https://CDN.example.com:443/a.png'],
  ['cdn.example.com', 'https://cdn.example.com/a.png'],
  ['http://localhost:3001', 'http://localhost:3001/avatar/alice.svg'],
  ['https:', 'https://anywhere.example/a.png'],
  ['*', 'http://anywhere.example/a.png'],
  ['https://*.example.com', 'https://a.b.example.com/a.png'],
  ['https://*.example.com:8443', 'https://a.example.com:8443/a.png'],
  ['https://cdn.example.com/people/', 'https://cdn.example.com/people/a.png?size=96'],
  ['https://cdn.example.com/a.png', 'https://cdn.example.com/a.png'],
])('the source %s covers %s', (source, picture) => {
  expect(shown(picture, 'https://other.example.com', source)).toBe(true);
});

test.each([
  ['https://cdn.example.com', 'http://cdn.example.com/a.png'],
  ['https://cdn.example.com', 'https://cdn.example.com:8443/a.png'],
  ['https://cdn.example.com', 'https://cdn.example.com.evil.test/a.png'],
  ['https://cdn.example.com', 'https://evil.test/https://cdn.example.com'],
  ['https:', 'http://anywhere.example/a.png'],
  ['*', 'javascript:alert(1)'],
  ['*', 'blob:https://cdn.example.com/1'],
  ['https://*.example.com', 'https://example.com/a.png'],
  ['https://*.example.com', 'https://notexample.com/a.png'],
  ['https://cdn.example.com/people/', 'https://cdn.example.com/a.png'],
  ['https://cdn.example.com/a.png', 'https://cdn.example.com/a.png.svg'],
  ['https://cdn.example.com:*', 'https://cdn.example.com:8443/a.png'],
  ["'self'", 'https://cdn.example.com/a.png'],
])('the source %s does not cover %s', (source, picture) => {
  expect(shown(picture, source)).toBe(false);
});
