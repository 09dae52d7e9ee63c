import { secret, startApp } from '../../support/app';
import { expect, test } from '../../support/fixtures';
import { needRedis, startRedis } from '../support/redis';
import { formOf, send, textOf } from './forms';
import { organizationWithAdmin, member, organizationUrl } from './people';

test.beforeAll(needRedis);

test('on two instances: a change shows at the other one, and one of two admins stays', async ({
  start,
}) => {
  const redis = await startRedis();
  // Without the webhook: it would mark memberships as well.
  const shared = { SESSION_SECRET: secret(), REDIS_URL: redis.url, LOGTO_WEBHOOK_SIGNING_KEY: '' };
  const servers = await start({}, shared);
  const { app, logto } = servers;
  const other = await startApp(logto.endpoint, { ...app.variables, BASE_URL: app.baseUrl });
  const { admin, id } = await organizationWithAdmin(servers);
  const url = organizationUrl(servers, id);
  const second = await member(servers, id, 'admin');
  const urlThere = url.replace(app.localUrl, other.localUrl);
  await formOf(await second.visit(urlThere), 'Rename');

  const user = { user: second.account.id };
  const page = await admin.visit(url);
  await send(admin, await formOf(page, 'Save roles', user), { role: [] });
  expect(await textOf(await second.visit(urlThere))).toContain('Your permissions None');

  const admins = [admin];
  while (admins.length < 6) admins.push(await member(servers, id, 'admin'));
  const forms = await Promise.all(
    admins.map(async (person) => formOf(await person.visit(url), 'Leave')),
  );
  const leaving = forms.map((form, index) =>
    send(admins[index] ?? admin, index % 2 === 0 ? form : { ...form, page: urlThere }),
  );
  const texts = await Promise.all((await Promise.all(leaving)).map(textOf));
  expect(texts.filter((text) => text.includes('no longer a member'))).toHaveLength(5);
  expect(admins.filter(({ account }) => account.organizations.length > 0)).toHaveLength(1);
  await other.stop();
  await redis.stop();
});
