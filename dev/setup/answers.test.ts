import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { collectAnswers, openPrompt, type Flags } from './answers';

/** Has the questions answered by a person who types these lines, one at each question. */
async function typed(lines: string[], flags: Flags = {}) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const rest = [...lines];
  let shown = '';
  let answered = 0;
  output.on('data', (chunk: Buffer) => {
    shown += stripVTControlCharacters(chunk.toString());
    if (!shown.endsWith(': ') || shown.length === answered) return;
    answered = shown.length;
    input.write(`${rest.shift() ?? ''}\r`);
  });
  let abandoned = false;
  const prompt = openPrompt(input, output, () => (abandoned = true));
  const answers = await collectAnswers(flags, { NODE_ENV: 'test' }, prompt);
  prompt.close();
  return { answers, shown, abandoned };
}

test('asks for what is needed, and does not show the secret', async () => {
  const { answers, shown, abandoned } = await typed([
    ' https://tenant.logto.app ',
    '',
    'the-app',
    'hunter2',
  ]);
  expect(answers).toEqual({
    endpoint: 'https://tenant.logto.app',
    baseUrl: 'http://localhost:3000',
    application: { id: 'the-app', secret: 'hunter2' },
    organizations: false,
  });
  expect(shown).toContain('the-app');
  expect(shown).not.toContain('hunter2');
  expect(abandoned).toBe(false);
});

test('an address that the app would refuse is refused at once, and asked for again', async () => {
  const { answers, shown } = await typed([
    'tenant.logto.app',
    'https://tenant.logto.app',
    'nonsense',
    'http://app.example.com',
    'https://app.example.com',
    'the-app',
    'hunter2',
  ]);
  expect(answers).toMatchObject({
    endpoint: 'https://tenant.logto.app',
    baseUrl: 'https://app.example.com',
  });
  expect(shown).toContain('It is not an address. Example: https://my-tenant.logto.app');
  expect(shown).toContain('It is not an address. Example: https://app.example.com');
  expect(shown).toContain('It must start with https://');
});

test('an address on this machine needs no scheme', async () => {
  const { answers } = await typed(['localhost:3001', 'localhost:3010', 'the-app', 'hunter2']);
  expect(answers).toMatchObject({
    endpoint: 'http://localhost:3001',
    baseUrl: 'http://localhost:3010',
  });
  const flags = { endpoint: '127.0.0.1:3001', 'base-url': 'localhost:3010', 'app-id': 'the-app' };
  expect((await typed(['hunter2'], flags)).answers).toMatchObject({
    endpoint: 'http://127.0.0.1:3001',
    baseUrl: 'http://localhost:3010',
  });
});

test('without an application, asks who may create one', async () => {
  const { answers } = await typed(['', '', 'm2m', 'hunter2'], {
    endpoint: 'https://tenant.logto.app',
    'base-url': 'https://app.example.com',
  });
  expect(answers).toEqual({
    endpoint: 'https://tenant.logto.app',
    baseUrl: 'https://app.example.com',
    application: { name: 'Next.js app' },
    manager: { id: 'm2m', secret: 'hunter2' },
    organizations: false,
  });
});

test('organizations are a question, and need the Management API also with an existing application', async () => {
  const flags = { endpoint: 'https://tenant.logto.app', 'base-url': 'https://app.example.com' };
  const { answers, shown } = await typed(['the-app', 'hunter2', 'Yes', 'm2m', 'hunter3'], flags);
  expect(answers).toMatchObject({
    application: { id: 'the-app', secret: 'hunter2' },
    manager: { id: 'm2m', secret: 'hunter3' },
    organizations: true,
  });
  expect(shown).not.toMatch(/hunter[23]/);
});

test('with nobody at the keyboard, what is missing is named', async () => {
  const env = { NODE_ENV: 'test' } as const;
  await expect(collectAnswers({}, env)).rejects.toThrow(
    /^--endpoint is missing\. .*--base-url .*--app-id .*--management-id/,
  );
  const endpoint = 'https://tenant.logto.app';
  await expect(collectAnswers({ endpoint }, env)).rejects.toThrow('--app-id or --management-id');
  await expect(collectAnswers({ endpoint, 'app-id': 'x' }, env)).rejects.toThrow(
    'LOGTO_APP_SECRET',
  );
  await expect(collectAnswers({ endpoint, 'management-id': 'x' }, env)).rejects.toThrow(
    'LOGTO_MANAGEMENT_SECRET',
  );
});

test('who gives up, with Ctrl-C, is let go', async () => {
  const input = new PassThrough();
  const abandoned = new Promise<void>((resolve) => {
    const prompt = openPrompt(input, new PassThrough(), resolve);
    prompt.ask('Endpoint').catch(() => undefined);
  });
  input.write('\x03');
  await abandoned;
});
