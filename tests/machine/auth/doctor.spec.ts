import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Report } from '@/dev/doctor/examine';
import { startLocalLogto } from '@/dev/logto/server';
import { freePort, secret } from '../../support/app';
import { makeCertificate } from '../support/certificate';
import { expect, test } from '../../support/fixtures';
import { intercept } from '../support/intercept';
import { needRedis, startRedis } from '../support/redis';
import { run } from '../../support/run';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const script = path.resolve('dev/doctor/doctor.ts');

type Variables = Record<string, string>;

/** A Logto, and the environment of an app that is registered there. The app itself doesn't run. */
async function startLogto(scheme = 'http') {
  const baseUrl = `${scheme}://localhost:${await freePort()}`;
  const app = { id: secret(), secret: secret(), baseUrl };
  const logto = await startLocalLogto({ app });
  const variables = {
    LOGTO_ENDPOINT: logto.endpoint,
    LOGTO_APP_ID: app.id,
    LOGTO_APP_SECRET: app.secret,
    LOGTO_RESOURCES: 'https://api.example.com https://inventory.example.com',
    SESSION_SECRET: secret(),
    BASE_URL: app.baseUrl,
  };
  return { logto, variables };
}

/** Runs the command in a folder that has nothing but this `.env.local`. */
async function runDoctor(variables: Variables, args: string[] = [], envLocal: Variables = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'doctor-'));
  const lines = Object.entries(envLocal).map(([name, value]) => `${name}=${value}`);
  await writeFile(path.join(folder, '.env.local'), lines.join('\n'));
  const env = { NODE_ENV: 'development', ...variables };
  const doctor = run(['--conditions=react-server', '--import', tsx, script, ...args], env, {
    cwd: folder,
  });
  const code = await doctor.ended;
  await rm(folder, { recursive: true });
  return { code, output: doctor.output() };
}

/** The report of the command, made in this process. A variable that Node reads when it starts needs the command itself. */
async function reportOn(variables: Variables): Promise<Report> {
  if ('NODE_EXTRA_CA_CERTS' in variables)
    return JSON.parse((await runDoctor(variables, ['--json'])).output) as Report;
  const { examine } = await import('@/dev/doctor/examine');
  return examine({ NODE_ENV: 'development', ...variables }, false);
}

/** Expects exactly these problems from the doctor, each as `<status> <check>: <message> → <fix>`. */
async function expectComplaints(variables: Variables, complaints: RegExp[]) {
  const report = await reportOn(variables);
  const found = report.checks
    .filter(({ status }) => !['ok', 'skipped'].includes(status))
    .map(({ id, status, message, fix = '' }) => `${status} ${id}: ${message} → ${fix}`);
  expect(found).toEqual(complaints.map((words): unknown => expect.stringMatching(words)));
  expect(report.ok).toBe(false);
  const output = JSON.stringify(report);
  for (const name of ['LOGTO_APP_ID', 'LOGTO_APP_SECRET', 'SESSION_SECRET'])
    expect(output).not.toContain(variables[name]);
  expect(output).not.toContain('hunter2');
}

test('the mistakes that people make are named with their fixes, all at once, and no secret is shown', async () => {
  const [{ logto, variables }, late] = await Promise.all([startLogto(), startLogto()]);
  intercept(late.logto, (_, response) => {
    response.setHeader('Date', new Date(Date.now() + 10 * 60_000).toUTCString());
    return false;
  });
  await Promise.all([
    expectComplaints({ ...variables, LOGTO_ENDPOINT: `http://localhost:${await freePort()}` }, [
      /^failed discovery: .*nothing listens there.* → LOGTO_ENDPOINT must be your tenant's address/,
    ]),
    expectComplaints({ ...variables, LOGTO_APP_ID: secret(), SESSION_SECRET: 'hunter2' }, [
      /^failed environment: SESSION_SECRET is too short.*openssl/,
      /^failed client_id: .* does not know LOGTO_APP_ID\. → Copy the App ID/,
    ]),
    expectComplaints({ ...variables, BASE_URL: 'http://localhost:9' }, [
      /^failed redirect_uri: http:\/\/localhost:9\/api\/logto\/callback is not registered\. → .* add this URI to “Redirect URIs”.*BASE_URL is wrong/,
      /^failed post_sign_out_redirect_uri: http:\/\/localhost:9\/ is not registered\. → .*BASE_URL is wrong/,
    ]),
    expectComplaints(
      {
        ...late.variables,
        LOGTO_APP_SECRET: secret(),
        LOGTO_RESOURCES: 'https://api.example.com https://unknown.example.com',
        SESSION_SECRET: 'hunter2'.repeat(6),
        REDIS_URL: `redis://:hunter2@localhost:${await freePort()}`,
      },
      [
        /^warning session_secret: SESSION_SECRET .*openssl/,
        /^failed clock: This machine's clock is 10 minutes behind Logto's\. → .*NTP/,
        /^failed client_secret: Logto refuses LOGTO_APP_SECRET\. → Copy an App secret/,
        /^failed resources: Logto has no API resource https:\/\/unknown\.example\.com: .* → Create it/,
        /^failed redis: .*nothing listens there\. → Start it, or correct REDIS_URL/,
      ],
    ),
  ]);
  await Promise.all([logto.close(), late.logto.close()]);
});

test('all is well: exit code 0, in words and as JSON, from variables and from .env.local', async () => {
  const { logto, variables } = await startLogto();
  const [inWords, inJson] = await Promise.all([
    runDoctor({}, [], variables),
    runDoctor(variables, ['--json']),
  ]);
  await logto.close();
  expect(inWords.output).toContain('No problems found.');
  expect(inWords.output).not.toMatch(/[✗!–→]/);
  expect(inWords.code).toBe(0);

  const { ok, checks, uris } = JSON.parse(inJson.output) as Report;
  expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'environment ok',
    'session_secret ok',
    'session_lifetimes ok',
    'proxy ok',
    'discovery ok',
    'issuer ok',
    'clock ok',
    'client_id ok',
    'client_secret ok',
    'redirect_uri ok',
    'post_sign_out_redirect_uri ok',
    'resources ok',
    'management_api ok',
    'organization_template ok',
    'scopes ok',
    'account_center ok',
    'webhook ok',
    'redis ok',
    'base_url ok',
  ]);
  expect({ code: inJson.code, ok }).toEqual({ code: 0, ok: true });
  expect(uris).toEqual({
    redirectUri: `${variables.BASE_URL}/api/logto/callback`,
    postSignOutRedirectUri: `${variables.BASE_URL}/`,
    backchannelLogoutUri: `${variables.BASE_URL}/api/logto/backchannel-logout`,
    webhookUri: `${variables.BASE_URL}/api/logto/webhook`,
  });
});

test('a check that another one stands in the way of is called skipped, and what to do stands below', async () => {
  const { code, output } = await runDoctor({
    NODE_ENV: 'production',
    LOGTO_ENDPOINT: 'http://127.0.0.1:9',
    BASE_URL: 'https://app.example.com',
  });
  expect(code).toBe(1);
  expect(output).toContain('✗ Environment');
  for (const name of ['LOGTO_APP_ID', 'LOGTO_APP_SECRET', 'SESSION_SECRET']) {
    expect(output).toContain(`${name} is missing.`);
  }
  expect(output).toContain('– Session secret              Not checked: fix SESSION_SECRET');
  expect(output).toContain('– API resources               Not checked: fix “Logto” first');
  expect(output).toContain('→ LOGTO_ENDPOINT must be');
  expect(output).toContain('https://app.example.com/api/logto/backchannel-logout');
  expect(output).toContain('→ To sign them out at once, create a webhook');
  expect(output).toContain(
    'Claims of the ID token       roles, organizations and organization roles',
  );
});

test('on a fresh clone there is nothing to check, and the way on is told', async () => {
  const { code, output } = await runDoctor({});
  expect(output).toContain('nothing to check yet');
  expect(output).toContain('.env.example');
  expect(code).toBe(1);
});

test('an address with a certificate that is not trusted, or where another program answers, is not taken for one without an app', async () => {
  const { logto, variables } = await startLogto('https');
  const { certificate, key } = makeCertificate();
  let body = '{"status":"ok"}';
  const server = createServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    (_, response) => response.end(body),
  );
  const { BASE_URL } = variables;
  await once(server.listen(Number(new URL(BASE_URL).port), 'localhost'), 'listening');
  await expectComplaints(variables, [
    /^warning base_url: Something answers at .*, but its certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. → .*NODE_EXTRA_CA_CERTS/,
  ]);
  await expectComplaints(
    { ...variables, LOGTO_ENDPOINT: BASE_URL, BASE_URL: 'http://localhost:9' },
    [/^failed discovery: .*its certificate is not trusted.* → .*NODE_EXTRA_CA_CERTS/],
  );
  const trusting = { ...variables, NODE_EXTRA_CA_CERTS: certificate };
  const { output, code } = await runDoctor(trusting);
  expect(output).toContain(`The app is running at ${BASE_URL}.`);
  expect(code).toBe(0);
  body = 'Welcome to nginx!';
  await expectComplaints(trusting, [
    /^warning base_url: Something answers .* not this app \(HTTP 200\)/,
  ]);
  server.close();
  await logto.close();
});

test('a Redis that answers is fine; one that refuses or forgets is not, and its password stays unseen', async () => {
  needRedis();
  const [redis, { logto, variables }] = await Promise.all([startRedis(), startLogto()]);
  const open = { ...variables, REDIS_URL: redis.url };
  await redis.ask('CONFIG SET appendonly yes');
  expect((await reportOn(open)).ok).toBe(true);
  expect(await redis.ask('DBSIZE')).toContain(':0');
  await redis.ask('CONFIG SET appendonly no');
  await expectComplaints(open, [/^warning redis: .*keeps nothing on its disk.* → .*appendonly/]);
  await redis.ask('CONFIG SET maxmemory-policy allkeys-lru');
  await expectComplaints(open, [/^warning redis: .*allkeys-lru.* → .*noeviction/]);
  await redis.ask('CONFIG SET requirepass correct-horse');
  const REDIS_URL = redis.url.replace('//', '//:hunter2@');
  await expectComplaints({ ...variables, REDIS_URL }, [/^failed redis: .*refuses \(WRONGPASS\)/]);
  await Promise.all([redis.stop(), logto.close()]);
});
