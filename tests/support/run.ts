import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process under test. */
export interface Run {
  /** Its output so far: stdout and stderr. */
  output(): string;
  /** Resolves when it has written this (by default once), or has ended. */
  until(text: string, times?: number): Promise<void>;
  /** Its exit code; `null` if a signal ended it. */
  ended: Promise<number | null>;
  /** Ends it at once, even if a browser has open connections; or with this signal. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Runs a program with these arguments and exactly these variables. It doesn't outlive the test's
 * process.
 *
 * @param options.program by default Node
 * @param options.cwd the folder it runs in
 * @param options.keep gets its output, in chunks
 */
export function run(
  args: string[],
  variables: Record<string, string>,
  options: { program?: string; cwd?: string; keep?: (chunk: string) => void } = {},
): Run {
  const { program = process.execPath, cwd = process.cwd(), keep } = options;
  const child = spawn(program, args, {
    cwd,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill();
  process.once('exit', kill);
  const ended = once(child, 'close').then(([code]) => {
    process.off('exit', kill);
    return code as number | null;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      keep?.(chunk.toString());
    });
  }
  return {
    output: () => output,
    ended,
    async until(text, times = 1) {
      const written = new Promise<void>((resolve) => {
        const look = () => {
          if (output.split(text).length > times) resolve();
        };
        look();
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
      });
      await Promise.race([written, ended]);
    },
    async stop(signal = 'SIGKILL') {
      child.kill(signal);
      await ended;
    },
  };
}
