import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { environmentSchema } from '../../lib/environment-schema';
import { UserError } from '../command';

/** Options of the command line. Secrets aren't among them: other users of the machine could read them there. */
export type Flags = Partial<
  Record<'endpoint' | 'base-url' | 'app-id' | 'management-id' | 'name', string | undefined>
> & { organizations?: boolean };

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
 * @returns the addresses; the application in Logto, or the name of the one to create; the credentials for the Management
 *   API, if it is needed; and whether the app shall use it, too
 * @throws {UserError} if an answer is missing and there is no terminal
 */
export async function collectAnswers(flags: Flags, env: NodeJS.ProcessEnv, prompt?: Prompt) {
  const ask = async (question: string, missing: string, options?: Question): Promise<string> => {
    if (!prompt) throw new UserError(missing);
    return prompt.ask(question, options);
  };
  const secretOf = async (variable: string, question: string): Promise<string> =>
    env[variable] ??
    ask(question, `${variable} is missing from the environment.`, { isHidden: true });

  const tenant =
    flags.endpoint ??
    (await ask("Your Logto tenant's address", `--endpoint is missing. ${flagsNeeded}`, {
      problemOf: problemOf('LOGTO_ENDPOINT'),
    }));
  const here = { otherwise: 'http://localhost:3000', problemOf: problemOf('BASE_URL') };
  const address =
    flags['base-url'] ?? (await prompt?.ask('Address of this app', here)) ?? here.otherwise;
  const addresses = { endpoint: withScheme(tenant), baseUrl: withScheme(address) };

  const id =
    flags['app-id'] ??
    (flags['management-id'] === undefined
      ? await prompt?.ask('App ID of a “Traditional web” application (empty: create one)')
      : '');
  const application = id
    ? { id, secret: await secretOf('LOGTO_APP_SECRET', 'App secret') }
    : { name: flags.name ?? 'Next.js app' };
  const question =
    'Let the app use the Management API too, for organizations and account deletion (y/n)';
  const organizations =
    flags.organizations ?? /^y/i.test((await prompt?.ask(question, { otherwise: 'n' })) ?? '');
  if (id && !organizations) return { ...addresses, application, manager: undefined, organizations };

  const managerId =
    flags['management-id'] ??
    (await ask(
      'App ID of a machine-to-machine application that may use the Management API',
      `${id ? '' : '--app-id or '}--management-id is missing. ${flagsNeeded}`,
    ));
  const manager = {
    id: managerId,
    secret: await secretOf('LOGTO_MANAGEMENT_SECRET', 'Its secret'),
  };
  return { ...addresses, application, manager, organizations };
}

interface Question {
  otherwise?: string; // the meaning of an empty answer
  isHidden?: boolean; // true if the answer is not shown while it is typed
  problemOf?: (answer: string) => string | undefined; // why an answer is refused, and asked for again
}

/** Asks questions in the terminal. */
export type Prompt = ReturnType<typeof openPrompt>;

/**
 * Prepares the terminal for questions.
 * @param onAbandon is called when the user presses Ctrl-C or Ctrl-D
 */
export function openPrompt(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  onAbandon: () => void,
) {
  let isMuted = false;
  const echo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isMuted) output.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output: echo, terminal: true, historySize: 0 });
  lines.once('close', onAbandon);
  return {
    /** Asks for a line, and trims it. */
    async ask(question: string, options: Question = {}): Promise<string> {
      const { otherwise = '', isHidden = false, problemOf } = options;
      const hint = isHidden ? ' (not shown)' : otherwise && ` [${otherwise}]`;
      for (;;) {
        isMuted = isHidden;
        const line = lines.question(`${question}${hint}: `);
        if (isHidden) output.write(`${question}${hint}: `);
        const answer = (await line).trim() || otherwise;
        isMuted = false;
        if (isHidden) output.write('\n');
        const problem = problemOf?.(answer);
        if (problem === undefined) return answer;
        output.write(`  ${problem}\n`);
      }
    },

    /** Ends the questions. */
    close(): void {
      lines.off('close', onAbandon).close();
    },
  };
}
