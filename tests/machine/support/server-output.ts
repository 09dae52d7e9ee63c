import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { outputFolder } from '../../support/app';
import { defectPaths } from './tests-pages';

/** Patterns that must not be in a log: tokens, codes and secrets are long runs of these characters. */
const secrets = [
  /[\w+/=-]{40,}/,
  /eyJ[\w-]{4}/, // a JWT, however short
  /Fe26\./, // a seal
  /logto-(session|sign-in|pause)/,
  /[\w.+-]+@[\w-]+\.\w/,
  /-demo-1|password/i,
  /\b(code|state|nonce|code_verifier|client_secret|[a-z]+_token)=/,
];

/** Next's own lines: the place of an error in the code, a server action that a test made up, and an address to read more. */
const places = /^ +at .*|Server Action "[\da-f]{42}"|^Read more: https:.*/;

/** The form of each field of a line about auth. */
const fields = {
  time: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
  level: /^(info|warn|error)$/,
  event: /^[a-z_]+$/,
  id: /^[\da-f-]{36}$/,
};

/** Returns why a server must not have written this line, if it must not. */
export function problemOf(line: string): string | undefined {
  if (secrets.some((secret) => secret.test(line.replace(places, ''))))
    return 'a token, code, secret, cookie or e-mail address';
  if (!line.startsWith('{')) return undefined;
  const event = JSON.parse(line) as Record<string, unknown>;
  const wrong = Object.entries(fields).find(([name, form]) => !form.test(String(event[name])));
  if (wrong) return `a field that has another form: ${wrong[0]}`;
  // Only the pages that have a defect for the tests may have one.
  const isDefect =
    event['event'] === 'unexpected_error' && defectPaths.includes(String(event['route']));
  return (event['level'] === 'error') === isDefect ? undefined : 'an unexpected error';
}

/**
 * Checks all that the servers of this test run wrote. Playwright calls this after the tests.
 *
 * @throws if a line has a problem
 */
export default function checkServerOutput(): void {
  if (!existsSync(outputFolder)) return;
  const lines = readdirSync(outputFolder).flatMap((name) =>
    readFileSync(`${outputFolder}/${name}`, 'utf8').split('\n'),
  );
  const problems = lines.flatMap((line) => {
    const problem = problemOf(line);
    return problem ? [`${problem}: ${line}`] : [];
  });
  if (problems.length > 0) throw new Error(`A server wrote:\n${problems.join('\n')}`);
}
