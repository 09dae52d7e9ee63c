import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startFaultyProvider } from '../../tests/machine/support/faulty-provider';
import { down, overloaded, silent } from '../../tests/machine/support/hostile-transport';
import { fetchFromLogto } from './client';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const fine: RequestListener = (_, response) => response.end('fine');
const status =
  (code: number, headers = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end();
const cutShort: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy());
};

/** Starts a server that answers in these ways, one after the other, and then always in the last way. */
async function start(...answers: RequestListener[]) {
  let asked = 0;
  const { endpoint, stop } = await startFaultyProvider((...exchange) => {
    (answers[asked++] ?? answers.at(-1))?.(...exchange);
  });
  stops.push(stop);
  return { endpoint, asked: () => asked };
}

const get = {};
const refresh = { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token' }) };
const exchange = {
  method: 'POST',
  body: new URLSearchParams({ grant_type: 'authorization_code' }),
};
const revocation = { method: 'POST', body: new URLSearchParams({ token: 'x' }) };

const passingFaults: [what: string, fault: RequestListener][] = [
  ['502', status(502)],
  ['503', overloaded],
  ['504', status(504)],
  ['a connection that breaks', down],
  ['an answer that breaks off', cutShort],
];

for (const [what, fault] of passingFaults) {
  test.each([
    ['a GET', get],
    ['a refresh', refresh],
  ])(`after ${what} %s is sent again`, async (_, request) => {
    const { endpoint, asked } = await start(fault, fine);
    const answer = await fetchFromLogto(endpoint, request);
    expect([answer.status, await answer.text(), asked()]).toEqual([200, 'fine', 2]);
  });

  test.each([
    ['the exchange of a code', exchange],
    ['a revocation', revocation],
  ])(`after ${what} %s is not: it may have arrived`, async (_, request) => {
    const { endpoint, asked } = await start(fault, fine);
    await fetchFromLogto(endpoint, request).catch(() => undefined);
    expect(asked()).toBe(1);
  });
}

test.each([
  ['a GET', get],
  ['a refresh', refresh],
  ['the exchange of a code', exchange],
  ['a revocation', revocation],
])('while no server listens, %s is sent again: it has not arrived', async (_, request) => {
  const { endpoint, asked } = await start(fine);
  const gone = await startFaultyProvider(fine);
  await gone.stop();
  // Logto is back at the second attempt.
  const { fetch } = globalThis;
  vi.spyOn(globalThis, 'fetch')
    .mockImplementationOnce((url, options) => fetch(url, options))
    .mockImplementationOnce((_url, options) => fetch(endpoint, options));
  const answer = await fetchFromLogto(gone.endpoint, request);
  expect([await answer.text(), asked()]).toEqual(['fine', 1]);
});

describe('a failure that will not pass quickly is not repeated:', () => {
  test.each([
    ['another error', status(500)],
    ['too many requests', status(429)],
    ['a bad request', status(400)],
    ['a server that says when to come back', status(503, { 'retry-after': '5' })],
  ])('%s', async (_, fault) => {
    const { endpoint, asked } = await start(fault, fine);
    await fetchFromLogto(endpoint, get);
    await fetchFromLogto(endpoint, refresh);
    expect(asked()).toBe(2);
  });

  test('an answer that takes too long', async () => {
    const { endpoint, asked } = await start(silent);
    const answer = fetchFromLogto(endpoint, { signal: AbortSignal.timeout(50) });
    await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(asked()).toBe(1);
  });

  test('an answer that is too long', async () => {
    const { endpoint, asked } = await start((_, response) => response.end('x'.repeat(2 ** 21)));
    await expect(fetchFromLogto(endpoint, get)).rejects.toMatchObject({ code: 'invalid_response' });
    expect(asked()).toBe(1);
  });
});

test('a request is repeated once; then the answer counts', async () => {
  const { endpoint, asked } = await start(overloaded);
  expect((await fetchFromLogto(endpoint, get)).status).toBe(503);
  expect(asked()).toBe(2);
});

test('no refresh token is used again later than two seconds after the first time', async () => {
  let elapsed = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => elapsed);
  const { endpoint, asked } = await start((...exchange) => {
    elapsed += 2_100;
    overloaded(...exchange);
  });
  expect((await fetchFromLogto(endpoint, refresh)).status).toBe(503);
  expect(asked()).toBe(1);
});

test('an aborted request is not repeated', async () => {
  const controller = new AbortController();
  const { endpoint, asked } = await start((...exchange) => {
    overloaded(...exchange);
    controller.abort();
  });
  await expect(fetchFromLogto(endpoint, { signal: controller.signal })).rejects.toThrow();
  expect(asked()).toBe(1);
});
