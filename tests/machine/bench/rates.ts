import { pagePaths } from './builds';
import { measure, median, type Effort, type Slice, type Target } from './load';
import { startServer, type Server } from './servers';
import { atLeast, atMost, type Figure } from './table';

/** The pages that are measured, by name. */
const pages = [
  ['The smallest page with a user', pagePaths.smallest, 0.95],
  ['A page without the template’s look', pagePaths['plain-html'], 0.88],
  ['A page with the ID token’s claims', pagePaths.claims, 0.95],
] as const;

/** Milliseconds of CPU time that auth may add to a page. */
const mostCpuMilliseconds = 0.2;

/**
 * Measures signed-in pages against the same pages without auth behind an empty middleware, and with Redis against without. The
 * servers are started several times, because V8 compiles the same code sometimes better, sometimes worse.
 *
 * @param redisUrl of a Redis on this machine
 * @param starts how often
 */
export async function pageRates(
  folders: Record<'app' | 'emptyMiddleware' | 'plain', string>,
  variables: Record<string, string>,
  redisUrl: string | undefined,
  cookie: string,
  starts: number,
  effort: Effort,
): Promise<Figure[]> {
  const results = pages.map((): Slice[][] => [[], [], [], []]);
  for (let start = 0; start < starts; start++) {
    const app = await startServer(folders.app, variables);
    const emptyMiddleware = await startServer(folders.emptyMiddleware, variables);
    const plain = await startServer(folders.plain, variables);
    const withRedis =
      redisUrl === undefined
        ? undefined
        : await startServer(folders.app, { ...variables, REDIS_URL: redisUrl });
    for (const [index, [, path]] of pages.entries()) {
      const page = { path, status: 200 };
      const targets = [
        { ...page, server: app, cookie },
        { ...page, server: emptyMiddleware },
        { ...page, server: plain },
        ...(withRedis ? [{ ...page, server: withRedis, cookie }] : []),
      ];
      const measured = await measure(targets, effort);
      measured.forEach((slices, target) => results[index]?.[target]?.push(...slices));
    }
    for (const server of [app, emptyMiddleware, plain, withRedis]) await server?.stop();
  }
  return pages.flatMap(([name, , least], index) => {
    const [ours = [], behindEmpty = [], alone = [], withRedis = []] = results[index] ?? [];
    return [
      compare(
        `${name}, against the same without auth behind an empty middleware`,
        ours,
        behindEmpty,
        least,
      ),
      cpuAdded(`${name}: what auth adds in CPU time`, ours, behindEmpty),
      compare('For scale: an empty middleware, against none', behindEmpty, alone),
      ...(redisUrl === undefined
        ? []
        : [compare(`${name}, with Redis against without`, withRedis, ours, 0.9)]),
    ];
  });
}

/** Measures answers of the app without a page, against the cheapest such answers of Next. */
export async function routeRates(
  server: Server,
  cookie: string,
  effort: Effort,
): Promise<Figure[]> {
  const health = { server, path: '/api/health', status: 200 };
  const against = async (name: string, one: Target, other: Target, least?: number) => {
    const [ours = [], others = []] = await measure([one, other], effort);
    return compare(name, ours, others, least);
  };
  return [
    await against(
      '`/api/me`, signed in, against `/api/health`',
      { server, path: '/api/me', status: 200, cookie },
      health,
      0.9,
    ),
    await against(
      'For scale: `/api/health` with the session’s cookie, which it ignores, against without',
      { ...health, cookie },
      health,
    ),
    await against(
      'Guarded page without a cookie (a redirect), against `/icon`',
      { server, path: pagePaths.smallest, status: 303 },
      { server, path: '/icon', status: 200 },
      1 / 3,
    ),
    await against(
      'Start of a sign-in, against `/api/health`',
      { server, path: '/api/logto/sign-in', status: 303 },
      health,
    ),
  ];
}

/** The median of how much more CPU time one takes for a request than the other, round by round. */
function cpuAdded(name: string, ours: Slice[], others: Slice[]): Figure {
  const times = (slices: Slice[]) => slices.map(({ milliseconds }) => milliseconds);
  const [mine, theirs] = [times(ours), times(others)];
  const added = median(mine.map((time, round) => time - (theirs[round] ?? NaN)));
  const detail = `${median(mine).toFixed(2)} − ${median(theirs).toFixed(2)} ms`;
  return { name, ...atMost(mostCpuMilliseconds, added, 2, detail) };
}

/** The medians of what two targets did, and of the ratios round by round. */
function compare(name: string, ours: Slice[], others: Slice[], least?: number): Figure {
  const by = (value: (slice: Slice) => number, digits: number) => {
    const [mine, theirs] = [ours.map(value), others.map(value)];
    const ratio = median(mine.map((one, round) => one / (theirs[round] ?? NaN)));
    return {
      ratio,
      medians: `${median(mine).toFixed(digits)} : ${median(theirs).toFixed(digits)}`,
    };
  };
  const rate = by(({ perSecond }) => perSecond, 0);
  const cpu = by(({ milliseconds }) => milliseconds, 2);
  return {
    name,
    ...atLeast(least, rate.ratio, `${rate.medians} per second`),
    // Upside down, to be the share of the rate that it would make.
    byCpuTime: `${(1 / cpu.ratio).toFixed(2)} (${cpu.medians} ms)`,
  };
}
