import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { format, resolveConfig } from 'prettier';

/** A line of the table. */
export interface Figure {
  name: string;
  measured: string;
  /** The same by the servers' CPU time, which depends little on the machine's other load. */
  byCpuTime?: string;
  /** The target as a text. Absent if there is no target. */
  reach?: string;
  met?: boolean;
}

/** A ratio with a minimum. */
export function atLeast(least: number | undefined, value: number, detail: string) {
  const measured = `${value.toFixed(2)} (${detail})`;
  if (least === undefined) return { measured };
  return { measured, reach: `at least ${least.toFixed(2)}`, met: value >= least };
}

/** A number with a maximum, shown with this number of digits after the point. */
export function atMost(most: number | undefined, value: number, digits: number, detail: string) {
  const measured = `${value.toFixed(digits)} (${detail})`;
  if (most === undefined) return { measured };
  return { measured, reach: `at most ${most.toFixed(digits)}`, met: value <= most };
}

/** A number that must have this value. */
export function exactly(wanted: number, value: number, measured = `${value}`) {
  return { measured, reach: `${wanted}`, met: value === wanted };
}

/** The figures, as a table in Markdown. */
export function toTable(figures: Figure[]): string {
  const rows = figures.map(({ name, measured, byCpuTime = '', reach = '', met }) => [
    name,
    measured,
    byCpuTime,
    reach,
    met === undefined ? '' : met ? 'yes' : '**no**',
  ]);
  const lines = [
    ['figure', 'measured', 'by CPU time', 'reach', 'met'],
    Array(5).fill('-'),
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const [start, end] = ['<!-- bench.ts writes this -->', '<!-- until here -->'];

/** Puts the table in its place in `tests/machine/bench/README.md`, with a note, the command and the version of Node. */
export async function writeTable(table: string, note: string): Promise<void> {
  const file = 'tests/machine/bench/README.md';
  const text = await readFile(file, 'utf8');
  const [head, rest] = text.split(start);
  const [, tail] = rest?.split(end) ?? [];
  if (head === undefined || tail === undefined) throw new Error(`${file} has lost its markers`);
  const madeBy = `Node ${process.version}, ${availableParallelism()} cores:`;
  const whole = `${head}${start}\n\n${madeBy}\n\n${table}\n\n${note}\n\n${end}${tail}`;
  const options = { ...(await resolveConfig(file)), filepath: file };
  await writeFile(file, await format(whole, options));
}
