import { titles, type Finding } from './check';
import { toRegister } from '../uris';
import type { Report } from './examine';

const marks: Record<Finding['status'], string> = {
  ok: '✓',
  warning: '!',
  failed: '✗',
  skipped: '–',
};

/** Formats the report for the terminal: a line for each check, and below it the way to fix it. */
export function formatReport({ ok, checks, uris }: Report): string {
  const width = Math.max(...checks.map(({ id }) => titles[id].length));
  const column = ' '.repeat(width + 6);
  const lines = checks.flatMap(({ id, status, message, fix }) => [
    `  ${marks[status]} ${titles[id].padEnd(width)}  ${message.replaceAll('\n', `\n${column}`)}`,
    ...(fix === undefined ? [] : fix.split('\n').map((line) => `      → ${line}`)),
  ]);
  const parts = [lines, ...(uris ? [toRegister(uris)] : []), [verdict(ok, checks)]];
  return parts.map((part) => `\n${part.join('\n')}\n`).join('');
}

function verdict(ok: boolean, checks: Report['checks']): string {
  if (ok) return '  No problems found.';
  const count = (status: Finding['status'], word: string) => {
    const { length } = checks.filter((check) => check.status === status);
    return length === 0 ? [] : [`${length} ${word}`];
  };
  const parts = [
    ...count('failed', 'to fix'),
    ...count('warning', 'to consider'),
    ...count('skipped', 'not checked'),
  ];
  return `  Not ready: ${parts.join(', ')}.`;
}
