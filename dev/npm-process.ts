import { spawnSync } from 'node:child_process';

/** Process id of the npm that runs this script, with or without a shell between; `undefined` without npm, and on Windows. */
function findNpm(): number | undefined {
  if (!process.env['npm_lifecycle_event']) return undefined;
  const columns = ['-o', 'ppid=', '-o', 'comm='];
  const { stdout } = spawnSync('ps', [...columns, '-p', String(process.ppid)], {
    encoding: 'utf8',
  });
  const [, parent, name = ''] = /^\s*(\d+)\s+(.*\S)/.exec(stdout || '') ?? [];
  if (parent === undefined) return undefined;
  return /sh$/.test(name) ? Number(parent) : process.ppid;
}

/** Calls `stop` when npm is gone. npm passes on most signals, but it can't pass on `SIGKILL`. */
export function whenNpmEnds(stop: () => void): void {
  const npm = findNpm();
  if (npm === undefined) return;
  const timer = setInterval(() => {
    if (isRunning(npm)) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
