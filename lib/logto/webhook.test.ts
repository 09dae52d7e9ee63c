import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AuthError } from '../errors';
import { now } from '../clock';
import { effectOf, isSignedByLogto, readWebhook } from './webhook';

const key = 'a-signing-key-of-thirty-two-chars';
const createdAt = '2026-03-01T12:00:00.999Z';
const at = Date.UTC(2026, 2, 1, 12) / 1000;
const invalid = new AuthError('invalid_request');

const sign = (body: string, by = key) => createHmac('sha256', by).update(body).digest('hex');
const parse = (event: unknown) => readWebhook(Buffer.from(JSON.stringify(event)));

/** The effect of an event; `undefined` if it is none about users. */
function read(event: unknown) {
  const parsed = parse(event);
  return parsed && effectOf(parsed);
}

describe('the signature', () => {
  const body = '{"event":"User.Deleted","n":1.0}';
  const isSigned = (signature: string, text = body) =>
    isSignedByLogto(Buffer.from(text), signature, key);

  test('is right for the raw body', () => {
    expect(isSigned(sign(body))).toBe(true);
    expect(isSigned(sign(''), '')).toBe(true);
  });

  test.each([
    ['missing', ''],
    ['cut', sign(body).slice(0, -1)],
    ['cut to an even length', sign(body).slice(0, -2)],
    ['too long', `${sign(body)}00`],
    ['followed by other characters', `${sign(body)}zz`],
    ['not hex', 'g'.repeat(64)],
    ['of another key', sign(body, `${key}!`)],
    ['of another serialisation', sign(JSON.stringify(JSON.parse(body)))],
    ['in base64', createHmac('sha256', key).update(body).digest('base64')],
  ])('is wrong when it is %s', (_, signature) => {
    expect(isSigned(signature)).toBe(false);
  });
});

describe('the effect of an event', () => {
  const about = (event: string, rest: object) => read({ event, createdAt, hookId: 'h', ...rest });

  test('the sessions of a suspended or deleted user end', () => {
    const data = { id: 'u', username: 'x', isSuspended: true };
    const expected = { at, ended: ['u'], outdated: [] };
    const params = { userId: 'u' };
    expect(about('User.SuspensionStatus.Updated', { params, data })).toEqual(expected);
    expect(about('User.Deleted', { params, data })).toEqual(expected);
    expect(about('User.Deleted', { params, data: null })).toEqual(expected);
  });

  test('nothing changes for a new user', () => {
    const expected = { at, ended: [], outdated: [] };
    expect(about('User.Created', { data: { id: 'u' } })).toEqual(expected);
  });

  test('nothing changes for a user whose suspension ends', () => {
    const data = { id: 'u', isSuspended: false };
    const expected = { at, ended: [], outdated: [] };
    expect(about('User.SuspensionStatus.Updated', { data })).toEqual(expected);
  });

  test('params take precedence over data where both name a user', () => {
    const expected = { at, ended: [], outdated: ['u'] };
    expect(about('User.Data.Updated', { data: { id: 'u' } })).toEqual(expected);
    expect(about('User.Data.Updated', { params: {}, data: { id: 'u' } })).toEqual(expected);
    const params = { userId: 'u' };
    expect(about('User.Data.Updated', { params, data: { id: 'other' } })).toEqual(expected);
  });

  test('added and removed members have new memberships, each listed once', () => {
    const event = 'Organization.Membership.Updated';
    const outdated = ['a', 'b', 'c'];
    const both = { addedUserIds: ['a', 'b'], removedUserIds: ['b', 'c'] };
    expect(about(event, both)).toEqual({ at, ended: [], outdated });
    expect(about(event, { removedUserIds: ['a'] })).toMatchObject({ outdated: ['a'] });
    expect(about(event, {})).toMatchObject({ outdated: [] });
  });

  test.each(['PostSignIn', 'Role.Deleted', 'constructor', '__proto__', ''])(
    '%j does not concern sessions',
    (event) => {
      expect(read({ event })).toBeUndefined();
    },
  );

  test('the time may have an offset, may be long ago, and a little in the future', () => {
    const data = { id: 'u' };
    const secondOf = (createdAt: string) => read({ event: 'User.Deleted', createdAt, data })?.at;
    expect(secondOf('2026-03-01T13:00:00+01:00')).toBe(at);
    expect(secondOf('1970-01-01T00:00:00Z')).toBe(0);
    const soon = now() + 170;
    expect(secondOf(new Date(soon * 1000).toISOString())).toBe(soon);
  });
});

describe('an event, as the owner gets it', () => {
  test('about a user: who it is, and what Logto says of them', () => {
    const data = { id: 'u', name: 'Ann', customData: { plan: 'pro' } };
    const event = { event: 'User.Created', createdAt, hookId: 'h', data };
    const common = { event: 'User.Created', createdAt: new Date(createdAt), userId: 'u' };
    expect(parse(event)).toEqual({ ...common, data });
    const customData = { event: 'User.Data.Updated', createdAt, params: { userId: 'u' } };
    expect(parse({ ...customData, data: { plan: 'pro' } })).toMatchObject({
      userId: 'u',
      data: { plan: 'pro' },
    });
    expect(parse({ ...customData, data: null })).toMatchObject({ userId: 'u', data: {} });
  });

  test('about members: of which organization, and who', () => {
    const event = { event: 'Organization.Membership.Updated', createdAt, hookId: 'h' };
    expect(parse({ ...event, organizationId: 'o', addedUserIds: ['a'] })).toEqual({
      event: 'Organization.Membership.Updated',
      createdAt: new Date(createdAt),
      organizationId: 'o',
      addedUserIds: ['a'],
      removedUserIds: [],
    });
  });
});

describe('refused', () => {
  test.each(['', 'null', '1', '"User.Deleted"', '[]', '[{"event":"x"}]', '{}', '{"event":1}', '{'])(
    'because it is not an event: %s',
    (text) => {
      expect(() => readWebhook(Buffer.from(text))).toThrow(invalid);
    },
  );

  const whole = {
    event: 'User.SuspensionStatus.Updated',
    createdAt,
    params: { userId: 'u' },
    data: { id: 'u', isSuspended: true },
  };

  test.each([
    ['no user', { params: undefined, data: { isSuspended: true } }],
    ['an empty id', { params: { userId: '' } }],
    ['an id that is a number', { params: { userId: 7 } }],
    ['an id that is too long', { params: { userId: 'u'.repeat(129) } }],
    ['params that are a list', { params: ['u'] }],
    ['data that are text', { data: 'u' }],
    ['no suspension status', { data: { id: 'u' } }],
    ['a suspension that is text', { data: { id: 'u', isSuspended: 'true' } }],
    ['no time', { createdAt: undefined }],
    ['a time that is a number', { createdAt: 1772366400000 }],
    ['an invalid date', { createdAt: 'yesterday' }],
    ['a date that does not exist', { createdAt: '2026-02-30T12:00:00Z' }],
    ['a date without a zone', { createdAt: '2026-03-01T12:00:00' }],
    ['a time before the epoch', { createdAt: '1969-12-31T23:59:59Z' }],
    ['a time in the future', { createdAt: new Date(Date.now() + 190_000).toISOString() }],
    ['a time in the distant future', { createdAt: '9999-12-31T23:59:59Z' }],
  ])('an event with %s', (_, change) => {
    expect(read(whole)).toEqual({ at, ended: ['u'], outdated: [] });
    expect(() => read({ ...whole, ...change })).toThrow(invalid);
  });

  test.each([[['a', 7]], ['a'], [{ 0: 'a' }], [['']]])('members that are %j', (removedUserIds) => {
    const event = 'Organization.Membership.Updated';
    expect(() => read({ event, createdAt, removedUserIds })).toThrow(invalid);
  });
});
