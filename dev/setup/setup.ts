import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs, parseEnv } from 'node:util';
import { z } from 'zod';
import { parseConfig, type Config } from '../../lib/config';
import { environmentSchema } from '../../lib/environment-schema';
import { isReachable, runCommand, toRegister, urisOf, UserError, webhookEvents } from '../command';
import { completeTemplate, permissions } from '../organization-template'; // organizations
import { connectManagementApi, type ManagementApi } from '../requests';
import { collectAnswers, openPrompt } from './answers';

/** The file with this machine's variables. Git ignores it. */
const envFile = '.env.local';

const usage = `Usage: npm run setup [-- options]

Writes ${envFile} for your Logto. Asks for everything that the options don't give.

  --endpoint <address>       your Logto tenant, like https://my-tenant.logto.app
  --base-url <address>       this app; http://localhost:3000 unless given
  --app-id <id>              an existing “Traditional web” application in Logto
                             (secret: LOGTO_APP_SECRET in the environment)
  --management-id <id>       a machine-to-machine application that creates the application, and
                             a webhook unless the app is on localhost
                             (secret: LOGTO_MANAGEMENT_SECRET in the environment)
  --organizations            let the app use the Management API too, for organizations and account
                             deletion: writes the machine-to-machine application into ${envFile}, and
                             creates missing permissions and roles in Logto's organization template
  --name <name>              name of the new application and webhook
  --force                    change an existing ${envFile}; your other variables stay`;

const options = {
  endpoint: { type: 'string' },
  'base-url': { type: 'string' },
  'app-id': { type: 'string' },
  'management-id': { type: 'string' },
  organizations: { type: 'boolean' },
  name: { type: 'string' },
  force: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** `npm run setup`: writes `.env.local` for a Logto, and creates the application and webhook there if requested. */
async function main(): Promise<number> {
  const { values: flags } = parseArgs({ options });
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  // Checked before anything is created in Logto.
  if (!flags.force && existsSync(envFile))
    throw new UserError(
      `${envFile} already exists. To change it, add --force: npm run setup -- --force`,
    );

  const open = () => openPrompt(process.stdin, process.stdout, () => process.exit(130));
  const prompt = process.stdin.isTTY ? open() : undefined;
  const answers = await collectAnswers(flags, process.env, prompt);
  const { endpoint, baseUrl, application, manager, organizations } = answers;
  prompt?.close();

  const oldText = await readFile(envFile, 'utf8').catch(() => '');
  const old = parseEnv(oldText);
  const isUsable = environmentSchema.shape.SESSION_SECRET.safeParse(old['SESSION_SECRET']).success;
  const scopes = [...(old['LOGTO_SCOPES'] ?? '').split(/\s+/), ...permissions]; // organizations
  const variables = {
    LOGTO_ENDPOINT: endpoint,
    LOGTO_APP_ID: application.id ?? 'to-be-created',
    LOGTO_APP_SECRET: application.secret ?? 'to-be-created',
    BASE_URL: baseUrl,
    ...(!isUsable && { SESSION_SECRET: randomBytes(32).toString('base64url') }),
    ...(organizations && { LOGTO_SCOPES: [...new Set(scopes)].join(' ').trim() }), // organizations
    ...(organizations && { LOGTO_M2M_APP_ID: manager.id, LOGTO_M2M_APP_SECRET: manager.secret }),
  };
  // Checked by the app's own rules before anything is created in Logto.
  const config = parseConfig({ NODE_ENV: 'development', ...old, ...variables });
  const origins = { LOGTO_ENDPOINT: config.endpoint, BASE_URL: config.baseUrl };
  const call = manager && (await connectManagementApi(config.endpoint, manager));
  const { name } = application;
  const created = call && name !== undefined ? await createInLogto(config, call, name) : undefined;
  await writeEnvFile(oldText, { ...variables, ...origins, ...created?.variables });
  const next = config.secure
    ? `  Next: npm run doctor, npm run build, and start the server as docs/deployment.md describes.
  With several instances, add REDIS_URL to ${envFile} first.`
    : '  Next: npm run doctor, then npm run dev';
  const lines = created?.lines ?? toRegister(urisOf(config.baseUrl));
  if (call && organizations) lines.push('', ...(await completeTemplate(call))); // organizations
  const secret = isUsable ? '' : ', with a new SESSION_SECRET';
  console.log(`\n  Wrote ${envFile}${secret}.\n\n${lines.join('\n')}\n\n${next}\n`);
  return 0;
}

const applicationSchema = z.object({ id: z.string() });
const secretsSchema = z.tuple([z.object({ value: z.string() })], z.unknown());
const hookSchema = z.object({ signingKey: z.string() });

/**
 * Creates the application, and the webhook if Logto can call this app.
 * @returns the variables for them, and lines for the terminal
 * @throws {UserError} if Logto refuses to create the application
 * @see https://openapi.logto.io/operation/operation-createapplication (and operation-createhook)
 */
async function createInLogto({ baseUrl }: Config, call: ManagementApi, name: string) {
  const uris = urisOf(baseUrl);
  const backchannelLogout = isReachable(baseUrl) && {
    backchannelLogoutUri: uris.backchannelLogoutUri,
    backchannelLogoutSessionRequired: true,
  };
  const { id } = await call('create the application', 'applications', applicationSchema, {
    name,
    type: 'Traditional',
    oidcClientMetadata: {
      redirectUris: [uris.redirectUri],
      postLogoutRedirectUris: [uris.postSignOutRedirectUri],
      ...backchannelLogout,
    },
  });
  // The answer doesn't contain the secret.
  const path = `applications/${encodeURIComponent(id)}/secrets`;
  const [{ value }] = await call("read the application's secret", path, secretsSchema);

  const variables: Record<string, string> = { LOGTO_APP_ID: id, LOGTO_APP_SECRET: value };
  const lines = [
    '  Created the application in Logto, with',
    `    Redirect URI                ${uris.redirectUri}`,
    `    Post sign-out redirect URI  ${uris.postSignOutRedirectUri}`,
    backchannelLogout
      ? `    Backchannel logout URI      ${uris.backchannelLogoutUri}`
      : `  Logto can't call ${baseUrl}, so there is no webhook and no backchannel logout URI.`,
  ];
  if (!backchannelLogout) return { variables, lines };
  const hook = { name, events: webhookEvents, config: { url: uris.webhookUri }, enabled: true };
  try {
    const { signingKey } = await call('create the webhook', 'hooks', hookSchema, hook);
    variables['LOGTO_WEBHOOK_SIGNING_KEY'] = signingKey;
    lines.push(`  Created the webhook for ${uris.webhookUri}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    lines.push('', `  ${error.message}`, '', ...toRegister(uris));
  }
  return { variables, lines };
}

/** Writes the variables to `.env.local`, readable by its owner only, with the other lines of its old text. */
async function writeEnvFile(old: string, variables: Record<string, string>): Promise<void> {
  const nameIn = (line: string) => /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1] ?? '';
  const kept = old.split('\n').filter((line) => !(nameIn(line) in variables));
  const first = '# Written by npm run setup. See .env.example for all variables.';
  let text = `${kept.join('\n').trim() || first}\n`;
  for (const [name, value] of Object.entries(variables)) {
    // They would need quotation marks. No value from Logto or this command has them.
    if (/[^\S ]|^ | $|['"`$#\\]/.test(value))
      throw new UserError(`${name} has a character that ${envFile} can't hold.`);
    text += `${name}=${value}\n`;
  }
  await rm(envFile, { force: true });
  await writeFile(envFile, text, { mode: 0o600, flag: 'wx' });
}

void runCommand(main, `\n${usage}`);
