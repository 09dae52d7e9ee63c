import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { State } from './state';
import {
  app,
  authorizationRequest,
  Browser,
  refresh,
  signIn,
  start,
  userinfo,
} from './test-client';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'local logto '));
  file = path.join(folder, 'cache', 'state.json');
});

afterEach(() => rm(folder, { recursive: true }));

/** Starts a local Logto with the file, on the given port. */
const startWithFile = (port = 0) =>
  start({ port, state: new State(`http://localhost:${port}`, file) });

test('a server that starts again with its file knows its users, sessions, tokens and keys', async () => {
  const first = await startWithFile();
  const browser = new Browser(first);
  const registered = first.accounts.create({ username: 'carol', password: 'carol-demo-1' });
  const { accessToken, refreshToken } = await signIn(browser, 'carol');
  const ask = () => fetch(`${first.endpoint}/oidc/jwks`);
  // The first request after the restart may go out on a connection of before.
  const keys = () =>
    ask()
      .catch(ask)
      .then((response) => response.json());
  const before: unknown = await keys();
  await first.close();

  const second = await startWithFile(Number(new URL(first.endpoint).port));
  expect(second.accounts.named('carol')).toEqual(registered);
  expect(await keys()).toEqual(before);
  expect((await userinfo(second, accessToken)).status).toBe(200);
  expect((await refresh(second, refreshToken)).status).toBe(200);
  const { url } = await browser.open(authorizationRequest(second).url);
  expect(url.origin, 'signed in without a form').toBe(app.baseUrl);
  await second.close();
});

test('secrets differ by purpose, stay with the file, and are new without one', () => {
  const [first, other] = [new State('', file), new State('')];
  first.save();
  expect(new State('', file).secretFor('session')).toBe(first.secretFor('session'));
  expect(first.secretFor('session')).not.toBe(first.secretFor('application'));
  expect(first.secretFor('session')).not.toBe(other.secretFor('session'));
});

test('a damaged file counts as none', async () => {
  new State('', file).save();
  await writeFile(file, '{"seed":');
  expect(new State('', file).accounts.named('alice').name).toBe('Alice Example');
});

test('what has expired is not read again', () => {
  const state = new State('', file);
  const now = Date.now() / 1000;
  state
    .payloads('AccessToken')
    .set('old', { exp: now - 1 })
    .set('new', { exp: now + 60 });
  state.save();
  expect([...new State('', file).payloads('AccessToken').keys()]).toEqual(['new']);
});

test('accounts of an edited seed replace those of the file', async () => {
  const state = new State('', file);
  state.accounts.named('alice').name = 'Somebody else';
  state.save();
  expect(new State('', file).accounts.named('alice').name).toBe('Somebody else');
  const text = JSON.stringify({
    ...(JSON.parse(await readFile(file, 'utf8')) as object),
    seed: 'hash of another seed',
  });
  await writeFile(file, text);
  expect(new State('', file).accounts.named('alice').name).toBe('Alice Example');
});

test('organizations, invitations, one-time tokens and mail stay with the file', () => {
  const state = new State('', file);
  const acme = state.organizations.get('k3v9x0q7m2ab');
  if (acme) acme.name = 'Umbrella';
  state.organizations.delete('p8w1z5n4t6cd');
  const times = { createdAt: 1, expiresAt: 2 };
  const token = {
    id: 't',
    token: 'secret',
    email: 'a@b.test',
    context: {},
    isUsed: false,
    ...times,
  };
  state.oneTimeTokens.push(token);
  state.outbox.push({ to: 'a@b.test', subject: 'One-time token', link: null });
  state.invitations.set('i', {
    ...{ id: 'i', organizationId: 'k3v9x0q7m2ab', invitee: 'a@b.test', inviterId: null },
    ...{ roles: ['member'], status: 'Pending', acceptedUserId: null, ...times },
  });
  state.save();
  const { organizations, invitations, oneTimeTokens, outbox } = new State('', file);
  expect([...organizations.values()].map(({ name }) => name)).toEqual(['Umbrella']);
  expect(invitations).toEqual(state.invitations);
  expect({ oneTimeTokens, outbox }).toEqual({ oneTimeTokens: [token], outbox: state.outbox });
});
