import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ConfigError, parseConfig } from '../../lib/config';
import { UserError } from '../user-error';
import { isReachable, toRegister, urisOf } from '../uris';
import { collectAnswers, type Answers } from './answers';
import { envFile, writeEnvFile } from './env-file';
import { ManagementApi } from './management-api';
import { Prompt } from './prompt';

const usage = `Usage: npm run setup [-- options]

Writes ${envFile} for your Logto. Asks for everything that the options don't give.

  --endpoint <address>       your Logto tenant, like https://my-tenant.logto.app
  --base-url <address>       this app; http://localhost:3000 unless given
  --app-id <id>              an existing “Traditional web” application in Logto
                             (secret: LOGTO_APP_SECRET in the environment)
  --management-id <id>       a machine-to-machine application that creates the application, and
                             a webhook unless the app is on localhost
                             (secret: LOGTO_MANAGEMENT_SECRET in the environment)
  --name <name>              name of the new application and webhook
  --force                    replace an existing ${envFile}`;

const nextInProduction = [
  '  Next: npm run doctor, npm run build, and start the server as docs/deployment.md describes.',
  `  With several instances, add REDIS_URL to ${envFile} first.`,
];

const options = {
  endpoint: { type: 'string' },
  'base-url': { type: 'string' },
  'app-id': { type: 'string' },
  'management-id': { type: 'string' },
  name: { type: 'string' },
  force: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** `npm run setup`: writes `.env.local` for a Logto, and creates the application and webhook there if requested. */
async function main(): Promise<void> {
  const { values: flags } = parseArgs({ options });
  if (flags.help) {
    console.log(usage);
    return;
  }
  // Checked before anything is created in Logto.
  if (!flags.force && existsSync(envFile))
    throw new UserError(`${envFile} already exists. To replace it: npm run setup -- --force`);

  const prompt = process.stdin.isTTY
    ? new Prompt(process.stdin, process.stdout, () => process.exit(130))
    : undefined;
  const answers = await collectAnswers(flags, process.env, prompt);
  prompt?.close();

  const { variables, problem } = await toVariables(answers);
  await writeEnvFile(variables, flags.force);
  const isCreated = 'creator' in answers.application;
  const { BASE_URL } = variables;
  const toDo = [...(problem ? [`  ${problem}`, ''] : []), ...toRegister(urisOf(BASE_URL)), ''];
  console.log(
    [
      '',
      ...(isCreated ? created(BASE_URL, 'LOGTO_WEBHOOK_SIGNING_KEY' in variables) : []),
      `  Wrote ${envFile}, with a new SESSION_SECRET.`,
      '',
      ...(isCreated && !problem ? [] : toDo),
      ...(BASE_URL.startsWith('https:')
        ? nextInProduction
        : ['  Next: npm run doctor, then npm run dev']),
      '',
    ].join('\n'),
  );
}

/** Lists what was created in Logto. */
function created(baseUrl: string, withWebhook: boolean): string[] {
  const { redirectUri, postSignOutRedirectUri, backchannelLogoutUri, webhookUri } = urisOf(baseUrl);
  return [
    '  Created the application in Logto, with',
    `    Redirect URI                ${redirectUri}`,
    `    Post sign-out redirect URI  ${postSignOutRedirectUri}`,
    ...(isReachable(baseUrl)
      ? [`    Backchannel logout URI      ${backchannelLogoutUri}`]
      : [`  Logto can't call ${baseUrl}, so there is no webhook and no backchannel logout URI.`]),
    ...(withWebhook ? [`  Created the webhook for ${webhookUri}`] : []),
  ];
}

/**
 * The variables, checked by the app's own rules before anything is created in Logto.
 *
 * @returns the variables, and a problem if Logto refused the webhook
 * @throws {ConfigError}
 * @throws {UserError} if Logto refuses to create the application
 */
async function toVariables({ endpoint, baseUrl, application }: Answers) {
  const isNew = 'creator' in application;
  const variables = {
    LOGTO_ENDPOINT: endpoint,
    LOGTO_APP_ID: isNew ? 'to-be-created' : application.id,
    LOGTO_APP_SECRET: isNew ? 'to-be-created' : application.secret,
    SESSION_SECRET: randomBytes(32).toString('base64url'),
    BASE_URL: baseUrl,
  };
  const config = parseConfig({ NODE_ENV: 'development', ...variables });
  const checked = { ...variables, LOGTO_ENDPOINT: config.endpoint, BASE_URL: config.baseUrl };
  if (!isNew) return { variables: checked };
  const api = await ManagementApi.connect(config, application.creator);
  const { id, secret } = await api.createApplication(application.name);
  const created = { ...checked, LOGTO_APP_ID: id, LOGTO_APP_SECRET: secret };
  if (!isReachable(config.baseUrl)) return { variables: created };
  try {
    const key = await api.createWebhook(application.name);
    return { variables: { ...created, LOGTO_WEBHOOK_SIGNING_KEY: key } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { variables: created, problem: error.message };
  }
}

main().catch((error: unknown) => {
  const isUsage = error instanceof TypeError && 'code' in error;
  const inWords = error instanceof UserError || error instanceof ConfigError;
  console.error(isUsage ? `${error.message}\n\n${usage}` : inWords ? error.message : error);
  process.exitCode = 1;
});
