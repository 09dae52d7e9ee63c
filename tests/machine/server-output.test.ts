import { expect, test } from 'vitest';
import { problemOf } from './support/server-output';

const event = {
  time: '2026-11-30T08:00:00.000Z',
  level: 'info',
  event: 'signed_in',
  id: '4b1a7d9e-0c55-4f0e-9d0a-6a3b6f0e1c11',
};

test.each([
  `{"token":"${'x'.repeat(43)}"}`,
  '{"idToken":"eyJhbGciOi"}',
  '{"user":"alice@example.com"}',
  'GET /api/logto/callback?code=1',
  JSON.stringify({ ...event, id: 'alice' }),
  JSON.stringify({ ...event, level: 'error' }),
  JSON.stringify({ ...event, time: undefined }),
])('a server must not write %s', (line) => {
  expect(problemOf(line)).toBeDefined();
});

test.each(['Ready in 200ms', JSON.stringify(event)])('a server may write %s', (line) => {
  expect(problemOf(line)).toBeUndefined();
});
