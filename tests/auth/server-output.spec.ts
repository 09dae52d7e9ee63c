import { expect, test } from '@playwright/test';
import { keptLines } from '../support/server-output';
import { defectPaths } from '../support/tests-pages';

// Runs after all others: see `playwright.config.ts`.

/** Patterns that must not be in a log: tokens, codes and secrets are long runs of these characters. */
const secrets = [
  /[\w+/=-]{40,}/,
  /eyJ[\w-]{4}/, // a JWT, however short
  /Fe26\./, // a seal
  /logto-(session|sign-in|pause)/,
  /[\w.+-]+@[\w-]+\.\w/,
  /-demo-1|password/i,
  /\b(code|state|nonce|code_verifier|client_secret|[a-z]+_token)=/,
];

/** Next's own lines: the place of an error in the code, a server action that a test made up, and an address to read more. */
const places = /^ +at .*|Server Action "[\da-f]{42}"|^Read more: https:.*/;

const leaks = (line: string) => secrets.some((secret) => secret.test(line.replace(places, '')));

/** In a run of all tests there are such lines; a few tests, chosen by name, may write none. */
function expectSome(lines: string[]): void {
  const isPart = process.env['RUNS_ALL_TESTS'] !== 'true';
  test.skip(isPart && lines.length === 0, 'the tests that were chosen wrote no such line');
  expect(lines.length).toBeGreaterThan(0);
}

test('no token, code, secret, cookie or e-mail address is in any line of the whole run', () => {
  for (const sample of [
    `{"token":"${'x'.repeat(43)}"}`,
    '{"idToken":"eyJhbGciOi"}',
    '{"user":"alice@example.com"}',
    'GET /api/logto/callback?code=1',
  ]) {
    expect(leaks(sample), sample).toBe(true);
  }
  const lines = keptLines();
  expectSome(lines);
  expect(lines.filter(leaks)).toEqual([]);
});

test('every line about auth says when, what and for which sign-in, in names only', () => {
  const events = keptLines().filter((line) => line.startsWith('{'));
  expectSome(events);
  for (const line of events) {
    const event = JSON.parse(line) as Record<string, unknown>;
    // Only the pages that have a defect for the tests may have one.
    const isDefect =
      event['event'] === 'unexpected_error' && defectPaths.includes(String(event['route']));
    expect(event, line).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: expect.stringMatching(isDefect ? /^error$/ : /^(info|warn)$/),
      event: expect.stringMatching(/^[a-z_]+$/),
      id: expect.stringMatching(/^[\da-f-]{36}$/),
    });
  }
});
