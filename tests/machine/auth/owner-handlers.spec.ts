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

for (const how of ['answer', 'redirect', 'not-found'])
  test(`a token that is renewed before the handler ends in its way (${how}) is in the answer`, async ({
    start,
  }) => {
    const { app, logto } = await start(strict);
    const { refreshes, revoked } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    const answer = await client.send(app.baseUrl + renewingPath(how));
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(refreshes).toHaveLength(1);

    const again = await restart(app, logto.endpoint);
    expect((await client.send(`${app.baseUrl}/api/userinfo`)).status).toBe(200);
    expect((await client.send(app.baseUrl + renewingPath('answer'))).status).toBe(204);
    expect(revoked).toEqual([]);
    await again.stop();
  });

for (const path of [
  renewingPath('race'),
  renewingPath('after'),
  `${renewingPath('after')}?plain`,
  `${renewingPath('redirect')}?plain`,
])
  test(`a token that is renewed while or after the handler answers is kept, and the next page brings the cookie: ${path}`, async ({
    start,
  }) => {
    const { app, logto } = await start(strict);
    const { refreshes, revoked } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    await client.send(app.baseUrl + path);
    await expect.poll(() => refreshes.length).toBe(1);
    expect((await client.visit(`${app.baseUrl}/profile`)).status).toBe(200);

    const again = await restart(app, logto.endpoint);
    expect((await client.send(app.baseUrl + renewingPath('answer'))).status).toBe(204);
    expect(revoked).toEqual([]);
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
