import { expect, test } from 'vitest';
import { asksForDocument, isPrefetch, isRouterFetch } from './fetch-metadata';

const request = (headers: Record<string, string>) => new Request('https://app.test', { headers });

test('a request without `Sec-Fetch-Dest` asks for a document, and one with anything else doesn’t', () => {
  expect(asksForDocument(request({}))).toBe(true);
  expect(asksForDocument(request({ 'sec-fetch-dest': 'document' }))).toBe(true);
  for (const destination of ['empty', 'image', 'iframe', 'frame', 'script', 'serviceworker', ''])
    expect(asksForDocument(request({ 'sec-fetch-dest': destination })), destination).toBe(false);
});

test.each([
  { purpose: 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { 'x-moz': 'prefetch' },
  { 'next-router-prefetch': '1' },
  { 'next-router-segment-prefetch': '/_tree' },
])('%j is a prefetch', (headers) => {
  expect(isPrefetch(request(headers))).toBe(true);
});

test('a click is not a prefetch, and only Next’s router sends `RSC`', () => {
  expect(isPrefetch(request({ rsc: '1' }))).toBe(false);
  expect(isRouterFetch(request({ rsc: '1' }))).toBe(true);
  expect(isRouterFetch(request({ accept: 'text/html' }))).toBe(false);
});
