import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { AuthError } from './errors';
import { authEvents, logEvent, logUncaught } from './log';

let lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines = [];
  for (const method of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((line: string) => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
    });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const place = { method: 'GET', routePath: '/organizations/[id]', routeType: 'render' };

/** Returns the names in the first column of a table of the document. */
function namesIn(heading: string): string[] {
  const text = readFileSync('docs/deployment.md', 'utf8').split(heading)[1] ?? '';
  const table = /\n\|(?:.*\n\|)*.*\n/.exec(text)?.[0] ?? '';
  const [, , ...rows] = table.trim().split('\n');
  const cells = rows.map((row) => row.split('|')[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
}

test('the document lists every event, and no other', () => {
  expect(namesIn('### Events').sort()).toEqual([...authEvents].sort());
});

test('the document lists every field, and no other', () => {
  const sizes = { budget: 1, session: 2 }; // those of `fitSession`
  logEvent('signed_out', 'id');
  logEvent('request_failed', 'id', new AuthError('session_too_large', { sizes }));
  logEvent('request_failed', 'id', new RangeError('a defect'));
  logUncaught(Object.assign(new RangeError('a defect'), { digest: '123' }), 'id', place);
  expect(lines).toHaveLength(4);
  const fields = new Set(lines.flatMap((line) => Object.keys(line)));
  expect(namesIn('### Fields').sort()).toEqual([...fields].sort());
});

test('an uncaught error is logged by its name and route, without its message', () => {
  const digest = 'alice@example.com';
  logUncaught(Object.assign(new RangeError('Alice'), { digest }), 'id', place);
  logUncaught(Object.assign(new Error('Alice'), { name: 'Alice is away' }), 'id', place);
  logUncaught('Alice', 'id', place);
  const line = { level: 'error', event: 'unexpected_error', id: 'id', code: 'unexpected' };
  const where = { route: '/organizations/[id]', kind: 'render', method: 'GET' };
  expect(lines.map(({ time: _, ...rest }) => rest)).toEqual([
    { ...line, reasons: ['RangeError'], ...where },
    { ...line, reasons: [], ...where },
    { ...line, reasons: [], ...where },
  ]);
});

test('an AuthError is logged with its code, and once', () => {
  const error = new AuthError('unavailable');
  logUncaught(error, 'id', place);
  logUncaught(error, 'id', place);
  expect(lines).toMatchObject([{ level: 'warn', event: 'request_failed', code: 'unavailable' }]);
});

test('the reasons of a failure are names, never free text', () => {
  const write = vi.spyOn(console, 'warn').mockReturnValue();
  const code = (code: string, cause?: Error) => Object.assign(new Error('x', { cause }), { code });
  const cause = code(
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    code('hunter2', code('WRONGPASS hunter', code('invalid_grant'))),
  );
  logEvent('request_failed', 'id', new AuthError('unavailable', { cause }));
  expect(JSON.parse(String(write.mock.calls[0]?.[0]))).toMatchObject({
    code: 'unavailable',
    reasons: ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'invalid_grant'],
  });
});

test('the reasons name malformed fields, without their values', () => {
  const { error } = z.object({ exp: z.number() }).safeParse({ exp: 'Alice' });
  logEvent('request_failed', 'id', new AuthError('invalid_response', { cause: error }));
  logEvent('request_failed', 'id', error);
  logUncaught(error, 'another', place);
  logUncaught(z.string().safeParse(undefined).error, 'id', place);
  expect(lines.map(({ reasons }) => reasons)).toEqual([['exp'], ['ZodError', 'exp'], ['ZodError']]);
});
