/**
 * Returns the lines of a server's output that aren't its ordinary log. Lines in JSON are the log. Anything else (a stack, a warning
 * by Next, an unhandled rejection) is a problem that no code has handled.
 */
export function complaints(output: string): string[] {
  return output
    .split('\n')
    .slice(output.split('\n').findIndex((line) => line.includes('Ready in')) + 1)
    .filter((line) => line !== '' && !line.includes('Running next.config.mjs'))
    .filter((line) => !/^\{.*"level":"(info|warn)".*\}$/.test(line));
}
