import { startApp, type App } from '../../support/app';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { renewingPath, revalidatedPath } from '../support/tests-pages';

/** Another process of the app, which knows nothing that the first one kept in memory. */
const restart = async (app: App, endpoint: string) => {
  const port = Number(new URL(app.localUrl).port);
  await app.stop();
  return startApp(endpoint, app.variables, port);
};

/** Every refresh rotates, and an old refresh token ends the grant at once. */
const strict = { rotation: 'always', refreshTokenGrace: 0 } as const;

/** Routes that end in their way after a token was renewed: the answer has it. */
const before = ['answer', 'redirect', 'not-found'].map(renewingPath);
/** Routes that answer before or while a token is renewed, or aren't under `withUser`: the next page brings it. */
const late = [
  renewingPath('race'),
  renewingPath('after'),
  `${renewingPath('after')}?plain`,
  `${renewingPath('redirect')}?plain`,
];

test('a token that is renewed before, while or after a handler ends is kept: the answer or the next page brings the cookie', async ({
  start,
}) => {
  const { app, logto } = await start(strict);
  const { refreshes, revoked } = watchGrants(logto);
  const clients = new Map<string, Client>();
  for (const path of [...before, ...late]) {
    const client = new Client();
    await client.signIn(app);
    const answer = await client.send(app.baseUrl + path);
    clients.set(path, client);
    if (before.includes(path)) {
      expect(answer.headers.get('cache-control'), path).toBe('private, no-store');
      expect(refreshes, path).toHaveLength(clients.size);
    } else {
      await expect.poll(() => refreshes.length, path).toBe(clients.size);
      expect((await client.visit(`${app.baseUrl}/profile`)).status, path).toBe(200);
    }
  }

  const again = await restart(app, logto.endpoint);
  for (const [path, client] of clients) {
    if (before.includes(path))
      expect((await client.send(`${app.baseUrl}/api/userinfo`)).status, path).toBe(200);
    expect((await client.send(app.baseUrl + renewingPath('answer'))).status, path).toBe(204);
    expect(revoked, path).toEqual([]);
  }
  await again.stop();
});

test('a guarded route that asks Next for static answers gives each user their own', async ({
  servers: { app },
}) => {
  const [alice, bob] = [new Client(), new Client()];
  await alice.signIn(app, 'alice');
  await bob.signIn(app, 'bob');
  const subOf = async (client: Client) => {
    const answer = await client.send(app.baseUrl + revalidatedPath);
    return ((await answer.json()) as { sub: string }).sub;
  };
  expect(await subOf(alice)).not.toBe(await subOf(bob));
  expect((await new Client().send(app.baseUrl + revalidatedPath)).status).toBe(401);
});
