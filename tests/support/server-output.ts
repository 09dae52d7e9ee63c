import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';

const folder = 'test-results/output/servers';

/** Keeps what a server of the app writes, to be searched when all tests have run. */
export function keepOutput(port: number): (chunk: string) => void {
  mkdirSync(folder, { recursive: true });
  return (chunk) => {
    appendFileSync(`${folder}/${process.pid}-${port}.log`, chunk);
  };
}

/** All that the servers of this test run wrote, line by line. */
export function keptLines(): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) =>
    readFileSync(`${folder}/${name}`, 'utf8').split('\n'),
  );
}
