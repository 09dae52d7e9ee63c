import { freePort, secret } from '../../support/app';
import { expect, test } from '../../support/fixtures';
import { run } from '../../support/run';
import { testBuild } from '../../support/build';

const ways: { args?: string[]; HOSTNAME?: string; host?: string }[] = [
  {},
  { HOSTNAME: '127.0.0.1' },
  { args: ['--hostname', '127.0.0.1'] },
  { args: ['--hostname', 'localhost'] },
  { args: ['--hostname', '0.0.0.0'] },
  { args: ['--hostname', '::1'], host: '[::1]' },
];

for (const { args = [], HOSTNAME, host = '127.0.0.1' } of ways)
  test(`bound by ${HOSTNAME ? `HOSTNAME=${HOSTNAME}` : args.join(' ') || 'default'}, pages keep their status`, async () => {
    const port = await freePort();
    const origin = `http://${host}:${port}`;
    const next = 'node_modules/next/dist/bin/next';
    const server = run([next, 'start', testBuild, '--port', String(port), ...args], {
      LOGTO_ENDPOINT: 'http://localhost:9',
      LOGTO_APP_ID: 'test-app',
      LOGTO_APP_SECRET: secret(),
      SESSION_SECRET: secret(),
      BASE_URL: `http://localhost:${port}`,
      ...(HOSTNAME && { HOSTNAME }),
    });
    await server.until('Ready in');
    const get = (path: string) =>
      fetch(origin + path, { headers: { accept: 'text/html' }, redirect: 'manual' });
    const forbidden = await get('/forbidden?role=admin');
    expect(forbidden.status).toBe(403);
    expect(await forbidden.text()).toContain('admin');
    expect((await get('/')).status).toBe(200);
    expect((await get('/profile')).status).toBe(303);
    await server.stop();
  });
