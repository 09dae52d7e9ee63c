import { parseArgs } from 'node:util';
import { defaultPort, loadEnvironment, runCommand, toRegister } from '../command';
import { checks as table, examine, type Report } from './examine';

/**
 * `npm run doctor`: checks the configuration against the real Logto and Redis, and says how to fix
 * problems. Exits with 0 only if it finds none. `--json` prints the report for scripts. It reads the environment of the
 * development server; with `NODE_ENV=production`, that of `npm start`.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const production = process.env.NODE_ENV === 'production';
  const env = loadEnvironment(!production, production ? undefined : defaultPort);
  const report = await examine(env, production);
  console.log(values.json ? JSON.stringify(report, undefined, 2) : formatReport(report));
  return report.ok ? 0 : 1;
}

const toDo = { failed: 'to fix', warning: 'to consider', skipped: 'not checked' };
const marks = { ok: '✓', warning: '!', failed: '✗', skipped: '–' };

/** Formats the report for the terminal: a line for each check, and below it the way to fix it. */
function formatReport({ ok, checks, uris }: Report): string {
  const width = Math.max(...checks.map(({ id }) => table[id].title.length));
  const column = ' '.repeat(width + 6);
  const lines = checks.flatMap(({ id, status, message, fix }) => [
    `  ${marks[status]} ${table[id].title.padEnd(width)}  ${message.replaceAll('\n', `\n${column}`)}`,
    ...(fix === undefined ? [] : fix.split('\n').map((line) => `      → ${line}`)),
  ]);
  const problems = Object.entries(toDo).flatMap(([status, words]) => {
    const { length } = checks.filter((check) => check.status === status);
    return length === 0 ? [] : [`${length} ${words}`];
  });
  const verdict = ok ? 'No problems found.' : `Not ready: ${problems.join(', ')}.`;
  const parts = [lines, ...(uris ? [toRegister(uris)] : []), [`  ${verdict}`]];
  return parts.map((part) => `\n${part.join('\n')}\n`).join('');
}

void runCommand(main, 'Usage: npm run doctor [-- --json]');
