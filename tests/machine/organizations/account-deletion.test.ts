import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { deleteMyAccount } from '@/app/account/delete/actions';
import { startLocalLogto, type LocalLogto } from '@/dev/logto/server';
import type { AuthEvents } from '@/lib/auth-events';
import { now } from '@/lib/clock';
import { writeSession } from '@/lib/session/session-cookie';
import { getStore } from '@/lib/session/store';
import { testCookies } from '@/lib/session/test-cookies';
import { testSession } from '@/lib/session/test-sessions';

let cookies = testCookies();
let logto: LocalLogto;

vi.mock('next/headers', () => ({
  cookies: () => Promise.resolve(cookies),
  headers: () => Promise.resolve(new Headers()),
}));

/** The owner's functions in `app/auth-events.ts`, of one test. */
const hooks: AuthEvents = {};

vi.mock('@/app/auth-events', () => ({
  get onUserEvent() {
    return hooks.onUserEvent;
  },
}));

beforeAll(async () => {
  const {
    LOGTO_APP_ID: id = '',
    LOGTO_APP_SECRET: secret = '',
    BASE_URL: baseUrl = '',
  } = process.env;
  logto = await startLocalLogto({ app: { id, secret, baseUrl } });
  vi.stubEnv('LOGTO_ENDPOINT', logto.endpoint);
  vi.stubEnv('LOGTO_M2M_APP_ID', logto.machine.id);
  vi.stubEnv('LOGTO_M2M_APP_SECRET', logto.machine.secret);
});
beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockReturnValue();
});
afterAll(() => logto.close());

/** Signs a new user in, and sends the form. */
async function deleteNewAccount(fields: Record<string, string> = { sure: 'on' }) {
  const { id } = logto.accounts.create({ username: crypto.randomUUID() });
  const form = { user: id, ...fields };
  const session = testSession({ claims: { sub: id, auth_time: now() } });
  cookies = testCookies();
  await writeSession(cookies, session);
  const data = new FormData();
  for (const [name, value] of Object.entries(form)) data.set(name, value);
  const target = await deleteMyAccount(data).then(String, (error: unknown) => {
    const { digest } = Object(error) as { digest?: unknown };
    return String(digest).split(';')[2] ?? '';
  });
  return { id, session, target };
}

test('a deletion ends the sessions, calls `onUserEvent`, and ends the session at Logto', async () => {
  hooks.onUserEvent = vi.fn();
  const { id, session, target } = await deleteNewAccount();
  expect(logto.accounts.has(id)).toBe(false);
  expect((await getStore().read(session)).endReason).toBe('ended');
  expect(cookies.getAll()).toEqual([]);
  const event = { event: 'User.Deleted', userId: id, data: { id } };
  expect(hooks.onUserEvent).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(event));
  expect(target).toContain(`${logto.endpoint}/oidc/session/end?`);
});

test('an `onUserEvent` that throws is logged, and doesn’t keep the user signed in', async () => {
  hooks.onUserEvent = () => {
    throw new Error('the database is down');
  };
  const { id, target } = await deleteNewAccount();
  expect(logto.accounts.has(id)).toBe(false);
  expect(target).toContain('/oidc/session/end?');
  expect(vi.mocked(console.error).mock.lastCall?.join()).toContain('"event":"request_failed"');
});

test('without the confirmation, nothing is deleted', async () => {
  const { id, target } = await deleteNewAccount({});
  expect(logto.accounts.has(id)).toBe(true);
  expect(target).toBe('/account/delete');
});
