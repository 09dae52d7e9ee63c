import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { guardedPath } from '../support/tests-pages';

const hour = 3600;
const query = `filter=${'x'.repeat(1_900)}`;

test('an address of 1,900 characters is kept at sign-in, at a renewal of claims and at step-up', async ({
  start,
}) => {
  const { app } = await start({
    lifetimes: {
      accessToken: hour,
      resourceToken: hour,
      organizationToken: hour,
      idToken: 2,
      refreshToken: hour,
    },
  });
  const client = new Client();
  const path = `/profile?${query}`;
  const form = await client.visit(app.baseUrl + path);
  const body = new URLSearchParams({ identifier: 'alice', password: 'alice-demo-1' });
  const page = await client.visit(form.url, { method: 'POST', body });
  expect(page.url).toBe(app.baseUrl + path);

  // Redirected to the refresh route, and back.
  await expect
    .poll(async () => (await client.send(app.baseUrl + path)).headers.get('location'))
    .toContain('/api/logto/refresh');
  expect((await client.visit(app.baseUrl + path)).url).toBe(app.baseUrl + path);

  const guarded = `${guardedPath({ maxAge: 1 })}&${query}`;
  const stepUp = await client.visit(app.baseUrl + guarded);
  const back = await client.visit(stepUp.url, { method: 'POST', body });
  expect(back.url).toBe(app.baseUrl + guarded);
});

test('a longer one loses its query, and a path that is too long leads home', async ({
  servers: { app },
}) => {
  const client = new Client();
  const tooLong = await client.send(`${app.baseUrl}/profile?filter=${'x'.repeat(3_000)}`);
  expect(tooLong.headers.get('location')).toMatch(/sign-in\?return_to=%2Fprofile$/);
  const path = await client.send(`${app.baseUrl}/profile/${'x'.repeat(3_000)}`);
  expect(path.headers.get('location')).toMatch(/sign-in\?return_to=%2F$/);
});
