import { expect, test, vi } from 'vitest';
import { AuthError } from './errors';
import { logEvent } from './log';

test('the reasons of a failure are names, never words', () => {
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
  write.mockRestore();
});
