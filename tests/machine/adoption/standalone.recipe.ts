import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocalLogto } from '@/dev/logto/server';
import { freePort, secret } from '../../support/app';
import { build } from '../../support/build';
import { Client } from '../../support/client';
import { codeBlocks } from '../support/documents';
import { expect, test as base } from '../../support/fixtures';
import { runIn } from '../support/copy';
import { run } from '../../support/run';
import { documentedUnit } from '../support/systemd';

const dockerfile = readFileSync('Dockerfile', 'utf8');

/** The arguments of an instruction that the Dockerfile has in JSON form. */
const argumentsOf = (instruction: RegExp): string[] =>
  JSON.parse(instruction.exec(dockerfile)?.[1] ?? '[]') as string[];

/** The command that the image starts, and the one that Docker asks for its health. */
const [command, healthCheck] = [
  argumentsOf(/^CMD (\[.*\])$/m),
  argumentsOf(/^HEALTHCHECK .* CMD (\[.*\])$/m),
];

/**
 * The files that the Dockerfile copies into the image, in a folder where nothing else can be found.
 * `public/` gets one file more, because a project may have none.
 */
const test = base.extend<{ image: string; deployed: string }>({
  image: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'image-'));
    const publicFiles = path.join(folder, 'of-the-build', 'public');
    await mkdir(publicFiles, { recursive: true });
    await writeFile(path.join(publicFiles, 'hello.txt'), 'hello');
    for (const [, from = '', to = ''] of dockerfile.matchAll(
      /^COPY --from=build \/app\/(\S+) (\S+)$/gm,
    ))
      await cp(from === 'public' ? publicFiles : from, path.join(folder, 'app', to), {
        recursive: true,
      });
    await use(path.join(folder, 'app'));
    await rm(folder, { recursive: true });
  },
  // A folder made from a build by the commands of docs/deployment.md.
  deployed: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'deployed-'));
    for (const built of ['.next/standalone', '.next/static'])
      await cp(built, path.join(folder, built), { recursive: true });
    await mkdir(path.join(folder, 'public'));
    await writeFile(path.join(folder, 'public/hello.txt'), 'hello');
    const commands = codeBlocks(['docs/deployment.md'])
      .flatMap(({ code }) => code.split('\n'))
      .filter((line) => /^(mkdir -p public|cp -r (public|\.next\/static)) ?/.test(line));
    runIn(folder, commands.join('\n'));
    await use(path.join(folder, '.next/standalone'));
    await rm(folder, { recursive: true });
  },
});

// One worker runs the tests of this file, after it has built the app: the project itself, as it is deployed.
test.describe.configure({ mode: 'default', timeout: 600_000 });
test.beforeAll(() => {
  build('.');
});

test('the server of the Docker image signs in and out, and ends after a signal', async ({
  image,
}) => {
  const [port, otherPort] = [await freePort(), await freePort()];
  const baseUrl = `http://localhost:${port}`;
  const registration = { id: 'test-app', secret: secret(), baseUrl };
  const logto = await startLocalLogto({ app: registration });
  const variables = {
    LOGTO_ENDPOINT: logto.endpoint,
    LOGTO_APP_ID: registration.id,
    LOGTO_APP_SECRET: registration.secret,
    SESSION_SECRET: secret(),
    BASE_URL: baseUrl,
  };
  const file = path.join(image, 'production.env');
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(file, lines.join(''));
  // Docker and Kubernetes set HOSTNAME like this.
  const inImage = ([program = '', ...args]: string[], port: number, options: string[] = []) =>
    run(
      args.flatMap((argument) => (argument === 'server.js' ? [...options, argument] : [argument])),
      { HOSTNAME: 'my-pod.invalid', PORT: `${port}` },
      { program, cwd: image },
    );

  const unconfigured = inImage(command, otherPort);
  const configured = inImage(command, port, [`--env-file=${file}`]);
  await configured.until('Ready in');
  expect(await inImage(healthCheck, port).ended).toBe(0);
  expect(await inImage(healthCheck, otherPort).ended).toBe(1);
  expect(await (await fetch(`${baseUrl}/hello.txt`)).text()).toBe('hello');
  const client = new Client();
  const app = { baseUrl, localUrl: baseUrl, variables, ...configured };
  const page = await (await client.signIn(app)).text();
  const style = /href="(\/_next\/static\/[^"]+\.css[^"]*)"/.exec(page)?.[1] ?? '';
  expect((await fetch(`${baseUrl}${style}`)).headers.get('content-type')).toContain('text/css');
  expect((await client.send(`${baseUrl}/api/me`)).status).toBe(200);
  expect((await client.visit(`${baseUrl}/profile`)).status).toBe(200);

  await client.visit(`${baseUrl}/api/logto/sign-out`, {
    method: 'POST',
    headers: { origin: baseUrl },
  });
  expect((await client.send(`${baseUrl}/api/me`)).status).toBe(401);

  await configured.stop('SIGTERM');
  // The server ends by itself, after its running requests. A signal that it doesn't handle would have no exit code.
  expect(await configured.ended).toBe(128 + 15);
  expect(configured.output()).not.toMatch(/warn|error|⚠/i);
  await logto.close();

  expect(await unconfigured.ended).toBe(1);
  expect(unconfigured.output()).toContain('LOGTO_ENDPOINT is missing');
});

test('as systemd starts it by the documented unit, nobody gets round the proxy, and its end counts as a success', async ({
  deployed,
}) => {
  const port = await freePort();
  const unit = documentedUnit(String(port));
  const environmentFile = {
    LOGTO_ENDPOINT: 'https://logto.test',
    LOGTO_APP_ID: 'test-app',
    LOGTO_APP_SECRET: secret(),
    SESSION_SECRET: secret(),
    BASE_URL: 'https://app.test',
  };
  const server = run(unit.args, { ...unit.variables, ...environmentFile }, { cwd: deployed });
  await server.until('Ready in');
  const health = await fetch(`http://127.0.0.1:${port}/api/health`);
  expect(await health.json()).toEqual({ status: 'ok' });
  expect(await (await fetch(`http://127.0.0.1:${port}/hello.txt`)).text()).toBe('hello');
  const [script = ''] = await readdir(path.join(deployed, '.next/static/chunks'));
  expect((await fetch(`http://127.0.0.1:${port}/_next/static/chunks/${script}`)).status).toBe(200);
  // Loopback, too: a server that listens on all interfaces answers here.
  await expect(fetch(`http://127.0.0.2:${port}/api/health`)).rejects.toThrow('fetch failed');
  await server.stop('SIGTERM');
  expect(await server.ended).toBe(unit.successExitStatus);
});
