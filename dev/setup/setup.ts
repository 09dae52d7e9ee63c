import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ConfigError, parseConfig } from '../../lib/config';
import { Unusable } from '../unusable';
import { toRegister, urisOf } from '../uris';
import { collectAnswers, type Answers } from './answers';
import { envFile, writeEnvFile } from './env-file';
import { createApplication } from './management-api';
import { Prompt } from './prompt';

const usage = `Usage: npm run setup [-- options]

Writes ${envFile} for your Logto, and asks for what the options leave open.

  --endpoint <address>       your Logto tenant, like https://my-tenant.logto.app
  --base-url <address>       this app; http://localhost:3000 unless given
  --app-id <id>              its “Traditional web” application in Logto
                             (secret: LOGTO_APP_SECRET in the environment)
  --management-id <id>       or have that created, by a machine-to-machine application
                             (secret: LOGTO_MANAGEMENT_SECRET in the environment)
  --name <name>              name of the application that is created
  --force                    replace an ${envFile} that is there`;

const options = {
  endpoint: { type: 'string' },
  'base-url': { type: 'string' },
  'app-id': { type: 'string' },
  'management-id': { type: 'string' },
  name: { type: 'string' },
  force: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** `npm run setup`: writes `.env.local` for a Logto, and creates the application there if asked to. */
async function main(): Promise<void> {
  const { values: flags } = parseArgs({ options });
  if (flags.help) {
    console.log(usage);
    return;
  }
  // Before anything is created in Logto.
  if (!flags.force && existsSync(envFile))
    throw new Unusable(`${envFile} is there already. To replace it: npm run setup -- --force`);

  const prompt = process.stdin.isTTY
    ? new Prompt(process.stdin, process.stdout, () => process.exit(130))
    : undefined;
  const answers = await collectAnswers(flags, process.env, prompt);
  prompt?.close();

  const variables = await toVariables(answers);
  await writeEnvFile(variables, flags.force);
  const registered = 'creator' in answers.application;
  console.log(
    [
      '',
      ...(registered ? ['  The application is created in Logto.'] : []),
      `  ${envFile} is written, with a new SESSION_SECRET.`,
      '',
      ...(registered ? [] : [...toRegister(urisOf(variables.BASE_URL)), '']),
      '  Next: npm run doctor, then npm run dev',
      '',
    ].join('\n'),
  );
}

/**
 * The variables, checked by the app's own rules before anything is created in Logto.
 *
 * @throws {ConfigError}
 * @throws {Unusable} what Logto refuses
 */
async function toVariables({ endpoint, baseUrl, application }: Answers) {
  const variables = {
    LOGTO_ENDPOINT: endpoint,
    LOGTO_APP_ID: 'creator' in application ? 'to-be-created' : application.id,
    LOGTO_APP_SECRET: 'creator' in application ? 'to-be-created' : application.secret,
    SESSION_SECRET: randomBytes(32).toString('base64url'),
    BASE_URL: baseUrl,
  };
  const config = parseConfig({ NODE_ENV: 'development', ...variables });
  const { appId, appSecret } =
    'creator' in application
      ? await createApplication(config, application.creator, application.name)
      : config;
  return {
    ...variables,
    LOGTO_ENDPOINT: config.endpoint,
    LOGTO_APP_ID: appId,
    LOGTO_APP_SECRET: appSecret,
    BASE_URL: config.baseUrl,
  };
}

main().catch((error: unknown) => {
  const isUsage = error instanceof TypeError && 'code' in error;
  const inWords = error instanceof Unusable || error instanceof ConfigError;
  console.error(isUsage ? `${error.message}\n\n${usage}` : inWords ? error.message : error);
  process.exitCode = 1;
});
