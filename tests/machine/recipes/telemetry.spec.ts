import { resolve } from 'node:path';
import { expect, test } from '../../support/fixtures';
import { recipesAreNew } from '../support/recipes';
import { testBuild } from '../../support/build';

test.skip(
  !recipesAreNew(),
  'app/ has files of the recipes: they are yours now, with your own tests',
);

test('a span leaves the server without queries and without the message of an error', async () => {
  interface Telemetry {
    spanPrivacy: Record<'onStart' | 'onEnd', (of: typeof span) => void>;
  }
  const { spanPrivacy } = (await import(resolve(testBuild, 'app/telemetry.ts'))) as Telemetry;
  const attributes: Record<string, unknown> = {
    'http.target': '/api/logto/callback?code=secret&state=secret',
    'http.status_code': 303,
  };
  const exception = {
    'exception.type': 'TypeError',
    'exception.message': 'secret',
    'exception.stacktrace': 'TypeError: secret\n    at f',
  };
  const span = {
    name: 'fetch GET https://api.example.com/x?email=secret',
    attributes,
    events: [{ name: 'exception', attributes: exception }, { name: 'another' }],
    status: { code: 2, message: 'secret' },
    setAttribute: (key: string, value: string) => (attributes[key] = value),
    updateName: (name: string) => (span.name = name),
  };
  spanPrivacy.onStart(span);
  spanPrivacy.onEnd(span);
  expect(span).toMatchObject({
    name: 'fetch GET https://api.example.com/x',
    attributes: { 'http.target': '/api/logto/callback', 'http.status_code': 303 },
    status: { code: 2 },
  });
  expect(exception).toEqual({ 'exception.type': 'TypeError' });
  expect(JSON.stringify(span)).not.toContain('secret');
});
