import { environmentSchema } from '../../lib/environment-schema';
import { UserError } from '../user-error';
import type { Prompt } from './prompt';

/** A client's id and secret. */
export interface Credentials {
  id: string;
  secret: string;
}

/** The answers that the setup needs. */
export interface Answers {
  endpoint: string;
  baseUrl: string;
  /** The application in Logto; or the credentials to create it, and its name. */
  application: Credentials | { creator: Credentials; name: string };
}

/** Options of the command line. Secrets aren't among them: other users of the machine could read them there. */
export interface Flags {
  endpoint?: string | undefined;
  'base-url'?: string | undefined;
  'app-id'?: string | undefined;
  'management-id'?: string | undefined;
  name?: string | undefined;
}

const flagsNeeded =
  'Without a terminal: npm run setup -- --endpoint <address> --base-url <address> --app-id <id> (or --management-id <id>); --help explains them.';

/** People type `localhost:3001` as they do in a browser. Other hosts need their scheme. */
const withScheme = (address: string): string =>
  /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/?$/.test(address) ? `http://${address}` : address;

/** Returns the reason why the app would refuse this address. */
const problemOf = (variable: 'LOGTO_ENDPOINT' | 'BASE_URL') => (address: string) => {
  const { error } = environmentSchema.shape[variable].safeParse(withScheme(address));
  return error?.issues.map(({ message }) => `It ${message}`).join(' ');
};

/**
 * Collects the answers: from the flags, secrets from the environment, and the rest from the user, if there
 * is a terminal.
 *
 * @throws {UserError} if an answer is missing and there is no terminal
 */
export async function collectAnswers(
  flags: Flags,
  env: NodeJS.ProcessEnv,
  prompt?: Prompt,
): Promise<Answers> {
  const secretOf = async (variable: string, question: string): Promise<string> => {
    const secret = env[variable] ?? (await prompt?.askHidden(question));
    if (secret === undefined) throw new UserError(`${variable} is missing from the environment.`);
    return secret;
  };

  const tenant =
    flags.endpoint ??
    (await prompt?.ask("Your Logto tenant's address", '', problemOf('LOGTO_ENDPOINT')));
  if (tenant === undefined) throw new UserError(`--endpoint is missing. ${flagsNeeded}`);
  const endpoint = withScheme(tenant);
  const here = 'http://localhost:3000';
  const baseUrl = withScheme(
    flags['base-url'] ??
      (await prompt?.ask('Address of this app', here, problemOf('BASE_URL'))) ??
      here,
  );

  const appId =
    flags['app-id'] ??
    (flags['management-id'] === undefined
      ? await prompt?.ask('App ID of a “Traditional web” application (empty: create one)')
      : '');
  if (appId)
    return {
      endpoint,
      baseUrl,
      application: { id: appId, secret: await secretOf('LOGTO_APP_SECRET', 'App secret') },
    };

  const id =
    flags['management-id'] ??
    (await prompt?.ask(
      'App ID of a machine-to-machine application that may use the Management API',
    ));
  if (id === undefined)
    throw new UserError(`--app-id or --management-id is missing. ${flagsNeeded}`);
  const secret = await secretOf('LOGTO_MANAGEMENT_SECRET', 'Its secret');
  return {
    endpoint,
    baseUrl,
    application: { creator: { id, secret }, name: flags.name ?? 'Next.js app' },
  };
}
