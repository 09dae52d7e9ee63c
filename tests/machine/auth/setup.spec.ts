import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { startFaultyProvider } from '../support/faulty-provider';
import { expect, test as base } from '../../support/fixtures';
import { run } from '../../support/run';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const script = path.resolve('dev/setup/setup.ts');

/** An empty folder, to run the command in. */
const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'setup-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

async function runSetup(folder: string, args: string[], variables: Record<string, string>) {
  const setup = run(['--import', tsx, script, ...args], variables, { cwd: folder });
  return { code: await setup.ended, output: setup.output() };
}

async function envLocal(folder: string): Promise<Record<string, unknown>> {
  const text = await readFile(path.join(folder, '.env.local'), 'utf8');
  const pairs = [...text.matchAll(/^(\w+)=(.*)$/gm)].map(
    ([, name = '', value]) => [name, value] as const,
  );
  return Object.fromEntries(pairs);
}

/** A permission or role of the organization template. */
interface Entity {
  id: string;
  name: string;
  scopes?: Entity[];
}

const bodySchema = z.object({
  name: z.string(),
  organizationScopeIds: z.optional(z.array(z.string())),
});

const signingKey = 'signing-key-of-thirty-two-letters';

/** Starts the part of the Management API that `setup` needs, for the machine-to-machine application `m2m`. */
async function startManagementApi({ refusesHooks = false, refusesTemplate = false } = {}) {
  const template: Record<string, Entity[]> = { scopes: [], roles: [] };
  const applications: unknown[] = [];
  const hooks: unknown[] = [];
  const basic = `Basic ${Buffer.from('m2m:m2m-secret').toString('base64')}`;
  const grant = {
    grant_type: 'client_credentials',
    resource: 'https://default.logto.app/api',
    scope: 'all',
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { url, method, headers } = request;
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    await once(request, 'end');
    if (url === '/oidc/token') {
      const isRight =
        headers.authorization === basic && body === new URLSearchParams(grant).toString();
      // As Logto answers each mistake.
      const [id] = Buffer.from(headers.authorization?.slice(6) ?? '', 'base64')
        .toString()
        .split(':');
      if (id === 'unknown') return send(400, { error: 'invalid_client' });
      if (id === 'web') return send(400, { error: 'invalid_request' });
      if (id === 'custom-domain') return send(400, { error: 'invalid_target' });
      return isRight ? send(200, { access_token: 'at' }) : send(401, { error: 'invalid_client' });
    }
    if (headers.authorization !== 'Bearer at') return send(401, {});
    if (url === '/api/applications' && method === 'POST') {
      applications.push(JSON.parse(body));
      return send(200, { id: 'new-app', secret: '#internal:unusable' });
    }
    if (url === '/api/applications/new-app/secrets')
      return send(200, [{ name: 'Default secret', value: 'new-secret', expiresAt: null }]);
    if (url === '/api/hooks' && method === 'POST') {
      if (refusesHooks) return send(403, {});
      hooks.push(JSON.parse(body));
      return send(201, { id: 'new-hook', signingKey });
    }
    const [, list = ''] = /^\/api\/organization-(scopes|roles)\b/.exec(url ?? '') ?? [];
    const entities = template[list];
    if (!entities) return send(404, {});
    if (refusesTemplate) return send(403, {});
    if (method === 'GET') return send(200, entities);
    const { name, organizationScopeIds: ids } = bodySchema.parse(JSON.parse(body));
    const scopes = ids && template['scopes']?.filter(({ id }) => ids.includes(id));
    const entity = { id: `id-of-${name}`, name, ...(scopes && { scopes }) };
    entities.push(entity);
    return send(201, entity);
  };
  const { endpoint, stop } = await startFaultyProvider((...exchange) => void answer(...exchange));
  return { endpoint, stop, applications, hooks, template };
}

test('with Management API credentials application and webhook are created, and .env.local written for them', async ({
  folder,
}) => {
  const { endpoint, stop, applications, hooks } = await startManagementApi();
  const args = ['--endpoint', endpoint, '--base-url', 'https://app.example.com/', '--name', 'Shop'];
  const { code, output } = await runSetup(folder, [...args, '--management-id', 'm2m'], {
    LOGTO_MANAGEMENT_SECRET: 'm2m-secret',
  });
  await stop();
  expect(output).toContain('npm run doctor, npm run build');
  expect(output).toContain('REDIS_URL');
  expect(output).toMatch(/Created .* webhook .*https:\/\/app\.example\.com\/api\/logto\/webhook/);
  expect(output).toContain('https://app.example.com/api/logto/backchannel-logout');
  expect(output).not.toContain('npm run dev');
  expect(code).toBe(0);
  expect(applications).toEqual([
    {
      name: 'Shop',
      type: 'Traditional',
      oidcClientMetadata: {
        redirectUris: ['https://app.example.com/api/logto/callback'],
        postLogoutRedirectUris: ['https://app.example.com/'],
        backchannelLogoutUri: 'https://app.example.com/api/logto/backchannel-logout',
        backchannelLogoutSessionRequired: true,
      },
    },
  ]);
  expect(hooks).toEqual([
    {
      name: 'Shop',
      events: [
        'User.Created',
        'User.SuspensionStatus.Updated',
        'User.Deleted',
        'User.Data.Updated',
        'Organization.Membership.Updated',
      ],
      config: { url: 'https://app.example.com/api/logto/webhook' },
      enabled: true,
    },
  ]);
  const written = await envLocal(folder);
  expect(written).toEqual({
    LOGTO_ENDPOINT: endpoint,
    LOGTO_APP_ID: 'new-app',
    LOGTO_APP_SECRET: 'new-secret',
    SESSION_SECRET: expect.stringMatching(/^[\w-]{43}$/),
    BASE_URL: 'https://app.example.com',
    LOGTO_WEBHOOK_SIGNING_KEY: signingKey,
  });
  for (const secret of ['new-secret', 'm2m-secret', signingKey, written['SESSION_SECRET']]) {
    expect(output).not.toContain(secret);
  }
  expect((await stat(path.join(folder, '.env.local'))).mode & 0o777).toBe(0o600);
});

const permissions = ['read:member', 'invite:member', 'manage:member', 'delete:organization'];

/** Roles with the names of their permissions. */
const permissionsOf = (roles: Entity[] = []) =>
  Object.fromEntries(
    roles.map(({ name, scopes = [] }) => [name, scopes.map((scope) => scope.name)]),
  );

test('for an app on this machine, which Logto can’t call, there is no webhook; on request, the organization template is completed, and the app gets the Management API', async ({
  folder,
}) => {
  const { endpoint, stop, template, applications, hooks } = await startManagementApi();
  const args = ['--endpoint', endpoint, '--management-id', 'm2m', '--organizations'];
  const variables = { LOGTO_MANAGEMENT_SECRET: 'm2m-secret', LOGTO_APP_SECRET: 'my-secret' };
  const created = await runSetup(folder, args, variables);
  expect(created.output).toContain('has the permissions and roles of the app');
  expect(created.output).not.toContain('m2m-secret');
  expect(created.code).toBe(0);
  expect(permissionsOf(template['roles'])).toEqual({ admin: permissions, member: ['read:member'] });
  const written = {
    LOGTO_APP_ID: 'new-app',
    LOGTO_M2M_APP_ID: 'm2m',
    LOGTO_M2M_APP_SECRET: 'm2m-secret',
    LOGTO_SCOPES: permissions.join(' '),
  };
  const first = await envLocal(folder);
  expect(first).toMatchObject(written);

  expect(created.output).toContain("Logto can't call http://localhost:3000");
  expect(created.output).not.toContain('Created the webhook');
  expect(applications).toMatchObject([
    {
      oidcClientMetadata: {
        redirectUris: ['http://localhost:3000/api/logto/callback'],
        postLogoutRedirectUris: ['http://localhost:3000/'],
      },
    },
  ]);
  expect(JSON.stringify(applications)).not.toContain('backchannel');
  expect(hooks).toEqual([]);
  expect(first).not.toHaveProperty('LOGTO_WEBHOOK_SIGNING_KEY');

  // Roles that exist stay as they are.
  template['roles'] = [{ id: 'own', name: 'admin', scopes: [] }];
  const file = path.join(folder, '.env.local');
  const old = await readFile(file, 'utf8');
  await writeFile(
    file,
    old.replace(/^LOGTO_SCOPES=.*$/m, `LOGTO_SCOPES="address ${permissions[0]}"`),
  );
  const again = await runSetup(folder, [...args, '--app-id', 'my-app', '--force'], variables);
  await stop();
  expect(again.output).toMatch(
    /stay as they are: Logto lacks read:member and .* in the role admin/,
  );
  expect(again.output).toMatch(/In Logto's Console, .* the role admin with the permissions read/);
  expect(again.code).toBe(0);
  expect(permissionsOf(template['roles'])).toEqual({ admin: [], member: ['read:member'] });
  expect(template['scopes']?.map(({ name }) => name)).toEqual(permissions);
  const scopes = ['address', ...permissions].join(' ');
  const [, secret] = /^SESSION_SECRET=(.*)$/m.exec(old) ?? [];
  const kept = { SESSION_SECRET: secret, LOGTO_APP_ID: 'my-app', LOGTO_SCOPES: scopes };
  expect(await envLocal(folder)).toMatchObject({ ...written, ...kept });
});

test('where the webhook and the organization template are refused, the application still counts, and what is left to do is said', async ({
  folder,
}) => {
  const { endpoint, stop, applications, template } = await startManagementApi({
    refusesHooks: true,
    refusesTemplate: true,
  });
  const args = ['--endpoint', endpoint, '--base-url', 'https://app.example.com'];
  const { code, output } = await runSetup(
    folder,
    [...args, '--management-id', 'm2m', '--organizations'],
    { LOGTO_MANAGEMENT_SECRET: 'm2m-secret' },
  );
  await stop();
  expect(output).toContain('Logto did not create the webhook (HTTP 403).');
  expect(output).toContain('https://app.example.com/api/logto/webhook');
  expect(output).toMatch(/organization template \(HTTP 403\).*“Logto Management API access”/);
  expect(output).toContain('the role member with the permissions read:member.');
  expect(code).toBe(0);
  expect(applications).toHaveLength(1);
  expect(template).toEqual({ scopes: [], roles: [] });
  const written = await envLocal(folder);
  expect(written).toMatchObject({
    LOGTO_APP_ID: 'new-app',
    LOGTO_APP_SECRET: 'new-secret',
    LOGTO_M2M_APP_ID: 'm2m',
  });
  expect(written).not.toHaveProperty('LOGTO_WEBHOOK_SIGNING_KEY');
});

test('an existing application is written into the file; an existing file is changed only by request, and keeps its other lines', async ({
  folder,
}) => {
  const file = path.join(folder, '.env.local');
  await writeFile(file, '# Mine.\nMINE="1 # 2"\nLOGTO_APP_ID=old\n');
  const args = ['--endpoint', 'https://tenant.logto.app', '--app-id', 'my-app'];
  const variables = { LOGTO_APP_SECRET: 'my-secret' };

  const refused = await runSetup(folder, args, variables);
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('--force');
  expect(await readFile(file, 'utf8')).toContain('LOGTO_APP_ID=old\n');

  const forced = await runSetup(folder, [...args, '--force'], variables);
  expect(forced.output).toContain('http://localhost:3000/api/logto/callback');
  expect(forced.output).toContain('npm run doctor, then npm run dev');
  expect(forced.code).toBe(0);
  expect(await envLocal(folder)).toMatchObject({
    LOGTO_APP_ID: 'my-app',
    LOGTO_APP_SECRET: 'my-secret',
    BASE_URL: 'http://localhost:3000',
  });
  expect(await readFile(file, 'utf8')).toMatch(/^# Mine\.\nMINE="1 # 2"\nLOGTO_ENDPOINT=/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('each mistake gets its own advice, and nothing is created or written', async ({ folder }) => {
  const { endpoint, stop, applications } = await startManagementApi();
  const mistakes: [args: string[], advice: RegExp, secret?: string][] = [
    [['--management-id', 'unknown'], /App ID.*not the Console/],
    [['--management-id', 'web'], /another type/],
    [['--management-id', 'custom-domain'], /In Logto Cloud, use/],
    [['--management-id', 'm2m'], /secret is wrong/],
    [
      ['--management-id', 'm2m', '--base-url', 'https://app.example.com/path'],
      /BASE_URL must be an origin/,
      'm2m-secret',
    ],
  ];
  await Promise.all(
    mistakes.map(async ([args, advice, secret = 'wrong']) => {
      const variables = { LOGTO_MANAGEMENT_SECRET: secret };
      const { output, code } = await runSetup(folder, ['--endpoint', endpoint, ...args], variables);
      expect(output).toMatch(advice);
      expect(output.includes('Logto Cloud')).toBe(args.includes('custom-domain'));
      expect(output).not.toMatch(/^ {4}at /m);
      expect(code).toBe(1);
    }),
  );
  await stop();
  expect(applications).toEqual([]);
  await expect(envLocal(folder)).rejects.toThrow('ENOENT');
});
