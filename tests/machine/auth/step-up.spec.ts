import { expectRefusal, test as hostile } from '../support/hostile-fixtures';
import { now } from '../support/hostile-issuer';
import { errorPage } from '../support/error-page';
import { Client } from '../../support/client';
import { enterPassword } from '../../support/fixtures';
import { formOf, send } from '../organizations/forms';
import {
  account,
  expect,
  fillIn,
  multiFactor,
  oneFactor,
  signedInLongAgo,
  signInLongAgo,
  test,
} from '../support/step-up';
import {
  bearerPath,
  guardedActionPath,
  guardedPath,
  guardedRoutePath,
} from '../support/tests-pages';

/** Signing in again, or more strongly, before a sensitive action (RFC 9470). */

const required = { maxAge: 300, acr: multiFactor };

const headingOf = async (page: Response) =>
  /<h1[^>]*>(.*?)<\/h1>/.exec(await page.clone().text())?.[1];

test('an old sign-in: the page asks for the password, once', async ({ newest }) => {
  const url = `${newest.app.baseUrl}/account`;
  const client = await signedInLongAgo(newest);
  const form = await client.visit(url);
  expect(await form.text()).toContain('name="password"');
  const page = await fillIn(client, form);
  expect(page.url).toBe(url);
  expect(await page.text()).toContain('a password');
  expect(await headingOf(await client.send(url))).toBe('Account');
});

test('a weak sign-in: the action asks for a second step, and is done then', async ({
  page,
  newest,
}) => {
  await signInLongAgo(newest, page.context());
  await page.goto(newest.app.baseUrl + guardedActionPath(required));
  await page.getByRole('button', { name: 'Act' }).click();
  await page.getByLabel('Password').fill('alice-demo-1');
  await page.getByLabel('Code').fill('123456');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(newest.app.baseUrl + guardedActionPath(required));
  await page.getByRole('button', { name: 'Act' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Done');
});

test('the same without JavaScript', async ({ newest }) => {
  const url = newest.app.baseUrl + guardedActionPath(required);
  const client = await signedInLongAgo(newest);
  const form = await send(client, await formOf(await client.visit(url), 'Act'));
  const page = await fillIn(client, form, { password: 'alice-demo-1', code: '123456' });
  expect(page.url).toBe(url);
  expect(await headingOf(await send(client, await formOf(page, 'Act')))).toBe('Done');
});

test('Logto 1.42: when the user signed in is asked for once, and nobody is asked for a password', async ({
  servers,
}) => {
  const { baseUrl } = servers.app;
  const client = await signedInLongAgo(servers);
  expect(await account(servers, client)).toEqual([401, expect.anything()]);
  const guarded = await client.visit(baseUrl + guardedPath({ maxAge: 7200 }));
  expect(await headingOf(guarded)).toBe('Guarded');
  const page = await fillIn(client, await client.visit(`${baseUrl}/account`));
  expect(page.url).toBe(`${baseUrl}/account`);
  expect(await page.text()).toContain('Not known');
});

test('a level that the account can not reach ends with a message; the session stays', async ({
  newest,
}) => {
  const { logto, app } = newest;
  const client = await signedInLongAgo(newest, 'bob');
  const path = guardedPath({ acr: multiFactor });
  let next = app.baseUrl + path;
  for (const attempt of ['first', 'second']) {
    const page = await client.visit(next);
    expect(page.url, attempt).toMatch(errorPage('step_up_unmet', path));
    const html = await page.text();
    expect(html, attempt).toMatch(/<h1[^>]*>Your sign-in could not be confirmed<\/h1>/);
    const linkTo = (text: string) => new RegExp(`<a href="([^"]+)"[^>]*>${text}`).exec(html)?.[1];
    expect(linkTo('Your account’s security')).toBe(`${logto.endpoint}/account/security`);
    next = new URL(linkTo('Try again')?.replaceAll('&amp;', '&') ?? '', page.url).href;
  }
  const me = await client.send(`${app.baseUrl}/api/me`);
  expect(await me.json()).toMatchObject({ user: { username: 'bob' } });
});

test('a Logto that knows no levels is not asked for one', async ({ servers }) => {
  const client = await signedInLongAgo(servers);
  const { baseUrl } = servers.app;
  let requests = 0;
  servers.logto.server.on('request', () => requests++);
  const path = guardedPath({ acr: oneFactor });
  expect((await client.visit(baseUrl + path)).url).toMatch(errorPage('acr_unsupported', path));
  expect((await client.send(`${baseUrl}/api/me`)).status).toBe(200);
  expect(requests).toBe(0);
});

test('a level that the user has met needs no page at Logto, and a higher level includes a lower one', async ({
  newest,
}) => {
  const { baseUrl } = newest.app;
  const client = new Client();
  const first = await fillIn(
    client,
    await client.visit(baseUrl + guardedPath({ acr: multiFactor })),
  );
  expect(first.url).toContain('interaction');
  expect(await headingOf(await fillIn(client, first, { code: '123456' }))).toBe('Guarded');
  const lower = baseUrl + guardedPath({ acr: oneFactor });
  const page = await client.visit(lower);
  expect([page.url, await headingOf(page)]).toEqual([lower, 'Guarded']);
  expect(await account(newest, client)).toEqual([
    200,
    {
      account: {
        auth_time: expect.any(Number) as unknown,
        acr: multiFactor,
        amr: ['pwd', 'otp', 'mfa'],
      },
    },
  ]);
});

test('scripts get the address to sign in', async ({ newest, servers }) => {
  for (const { app, logto } of [newest, servers]) {
    const client = await signedInLongAgo({ app, logto });
    const answer = await client.send(app.baseUrl + guardedRoutePath(required));
    const sign_in = '/api/logto/sign-in?max_age=300&acr_values=urn%3Alogto%3Aacr%3Amfa';
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { error: 'step_up_required', sign_in },
    ]);
    const refused = await client.send(`${app.baseUrl}/api/account`);
    const body = (await refused.json()) as { sign_in: string };
    expect([refused.status, body]).toEqual([
      401,
      { error: 'step_up_required', sign_in: '/api/logto/sign-in?max_age=900' },
    ]);
    const form = await client.visit(`${app.baseUrl}${body.sign_in}&return_to=/`);
    expect((await fillIn(client, form)).url).toBe(`${app.baseUrl}/`);
    const [status, { account: known }] = (await account({ app, logto }, client)) as [
      number,
      { account: object },
    ];
    expect(status).toBe(200);
    expect(Object.keys(known)).toEqual(
      app === newest.app ? ['auth_time', 'amr', 'acr'] : ['auth_time'],
    );
  }
});

test('another user who comes back is signed in as that other user, wholly', async ({
  page,
  servers,
}) => {
  await signInLongAgo(servers, page.context());
  await page.goto(guardedPath({ maxAge: 0 }));
  await enterPassword(page, 'bob');
  // Logto ends the first user's session by a form that submits itself.
  await page.waitForURL(guardedPath({ maxAge: 0 }));
  const me = await page.request.get('/api/me');
  expect(await me.json()).toMatchObject({ user: { username: 'bob' } });
  expect(await me.text()).not.toContain('alice');
});

hostile.describe('a provider that does wrong', () => {
  const hour = 3600;

  for (const [what, auth_time] of [
    ['old', now() - hour],
    ['missing', undefined],
    ['in the future', now() + hour],
    ['a string', String(now())],
  ] as const) {
    hostile(
      `asked how old the sign-in is, it says what is no answer: ${what}`,
      async ({ provider, anna }) => {
        provider.faults = { idToken: { claims: { auth_time } } };
        const answer = await anna.signIn('anna', 'max_age=300');
        await expectRefusal(
          anna,
          answer,
          what === 'a string' ? 'invalid_response' : 'step_up_unmet',
        );
      },
    );
  }

  hostile(
    'only what it signs counts, and not what a link asks for or a browser says',
    async ({ provider, anna }) => {
      provider.faults = { idToken: { claims: { auth_time: now() - 2 * hour, acr: oneFactor } } };
      await anna.signIn('anna', 'max_age=999999999');
      const words = `max_age=999999999&maxAge=999999999&auth_time=${now()}&acr=${multiFactor}&amr=pwd`;
      for (const [name, value] of new URLSearchParams(words)) anna.client.cookies.set(name, value);
      for (const required of [{ maxAge: hour }, { acr: multiFactor }]) {
        const answer = await anna.get(`${guardedPath(required)}&${words}`);
        expect(answer.headers.get('location')).toContain('/api/logto/sign-in?');
      }
      const answer = await anna.get(`/api/account?${words}`);
      expect([answer.status, await answer.json()]).toMatchObject([
        401,
        { error: 'step_up_required' },
      ]);
    },
  );

  hostile('it says a time that is recent enough: good', async ({ provider, anna }) => {
    provider.faults = { idToken: { claims: { auth_time: now() - 350 } } };
    const answer = await anna.signIn('anna', 'max_age=300'); // clocks may be a minute apart
    expect(answer.headers.get('location')).toBe(`${anna.app.baseUrl}/profile`);
  });

  for (const [what, acr] of [
    ['none', undefined],
    ['a lower one', oneFactor],
    ['an empty one', null],
    ['one that it made up', `${multiFactor}:not`],
  ] as const) {
    hostile(`asked for a level, it comes back with ${what}`, async ({ provider, anna }) => {
      provider.faults = { idToken: { claims: { acr } } };
      const answer = await anna.signIn('mallory', `acr_values=${multiFactor}`);
      expect(new URL(answer.headers.get('location') ?? '').searchParams.get('code')).toBe(
        'step_up_unmet',
      );
      // An answer without the level is valid, because the level was requested as voluntary. Its user is signed in.
      expect(await anna.user()).toBe('mallory');
    });
  }

  hostile('no refresh makes a sign-in younger, other, or forgotten', async ({ provider, anna }) => {
    const authTime = now() - 60;
    const known = { auth_time: authTime, acr: oneFactor, amr: ['pwd'] };
    provider.faults = { idToken: { claims: known } };
    await anna.signIn();
    for (const [target, claims, next] of [
      ['resource=https://api.example.com', { auth_time: undefined, acr: undefined }, '/x'],
      [
        'resource=https://inventory.example.com',
        { auth_time: authTime + 30, acr: multiFactor, amr: ['otp'] },
        'code=invalid_response',
      ],
      ['organization_id=acme', { ...known, auth_time: now() }, 'code=invalid_response'],
    ] as const) {
      provider.faults = { idToken: { claims } };
      const renewed = await anna.get(`/api/logto/refresh?return_to=/x&${target}`);
      expect(renewed.headers.get('location')).toContain(next);
      const answer = await anna.get('/api/account');
      expect(await answer.json()).toEqual({ account: known });
    }
  });

  hostile(
    'what nobody knew may be learned from a refresh, but for a time after the sign-in',
    async ({ provider, anna }) => {
      for (const [auth_time, status] of [
        [now() + 100, 401],
        [now() - 60, 200],
      ] as const) {
        await anna.signIn();
        expect((await anna.get('/api/account')).status).toBe(401);
        provider.faults = { idToken: { claims: { auth_time } } };
        expect((await anna.refresh()).headers.get('location')).toContain('/profile');
        expect((await anna.get('/api/account')).status).toBe(status);
        provider.faults = {};
      }
    },
  );

  const challenge = 'Bearer error="insufficient_user_authentication"';

  hostile(
    'an API asks for a token of who has signed in recently or strongly enough',
    async ({ provider, app }) => {
      const show = (query: string, claims: object) =>
        fetch(`${app.baseUrl}${bearerPath}?${query}`, {
          headers: { authorization: `Bearer ${provider.accessToken({ claims: { ...claims } })}` },
        });
      const refused: [string, object, string][] = [
        ['max_age=300', {}, ', max_age="300"'],
        ['max_age=300', { auth_time: now() - hour }, ', max_age="300"'],
        ['max_age=300', { auth_time: now() + hour }, ', max_age="300"'],
        [`acr=${multiFactor}`, { acr: oneFactor }, `, acr_values="${multiFactor}"`],
        [
          `acr=${multiFactor}&max_age=0`,
          { auth_time: now(), acr: null },
          `, acr_values="${multiFactor}", max_age="0"`,
        ],
      ];
      for (const [query, claims, parameters] of refused) {
        const answer = await show(query, claims);
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe(challenge + parameters);
        expect(await answer.json()).toEqual({ error: 'insufficient_user_authentication' });
      }
      const both = `acr=${oneFactor}&max_age=300`;
      expect((await show(both, { auth_time: now() - 300, acr: multiFactor })).status).toBe(200);
      // A user without the scope isn't redirected to sign in again, because it wouldn't help.
      expect((await show(both, { scope: 'write:orders' })).status).toBe(403);

      const forAcme = { organization_id: 'acme' };
      expect((await show('organization=acme', forAcme)).status).toBe(200);
      for (const [query, claims] of [
        ['organization=globex', forAcme],
        ['organization=acme', {}],
        ['', forAcme],
      ] as const)
        expect((await show(query, claims)).status).toBe(403);
    },
  );
});
