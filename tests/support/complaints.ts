/**
 * What a server has written that isn't its ordinary log: lines in JSON tell what happened, anything
 * else (a stack, a warning of Next's, an unhandled rejection) is something nobody has dealt with.
 */
export function complaints(output: string): string[] {
  return output
    .split('\n')
    .slice(output.split('\n').findIndex((line) => line.includes('Ready in')) + 1)
    .filter((line) => line !== '' && !line.includes('Running next.config.mjs'))
    .filter((line) => !/^\{.*"level":"(info|warn)".*\}$/.test(line));
}
