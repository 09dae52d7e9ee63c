import { pagePaths } from './builds';
import { measure, median, type Effort, type Slice, type Target } from './load';
import { startServer, type Server } from './servers';
import { atLeast, type Figure } from './table';

/** The pages that are measured, by name. */
const pages = [
  ['The smallest page with a user', pagePaths.smallest],
  ['A page with the ID token’s claims', pagePaths.claims],
] as const;

/**
 * Pages, signed in, against the same pages without auth: behind an empty middleware, and alone. The
 * servers are started anew several times, because V8 compiles the same code now better, now worse.
 *
 * @param starts how often
 */
export async function pageRates(
  folders: Record<'app' | 'emptyMiddleware' | 'plain', string>,
  variables: Record<string, string>,
  cookie: string,
  starts: number,
  effort: Effort,
): Promise<Figure[]> {
  const results = pages.map((): [Slice[], Slice[], Slice[]] => [[], [], []]);
  for (let start = 0; start < starts; start++) {
    const app = await startServer(folders.app, variables);
    const emptyMiddleware = await startServer(folders.emptyMiddleware, variables);
    const plain = await startServer(folders.plain, variables);
    for (const [index, [, path]] of pages.entries()) {
      const page = { path, status: 200 };
      const targets = [
        { ...page, server: app, cookie },
        { ...page, server: emptyMiddleware },
        { ...page, server: plain },
      ];
      const measured = await measure(targets, effort);
      measured.forEach((slices, target) => results[index]?.[target]?.push(...slices));
    }
    for (const server of [app, emptyMiddleware, plain]) await server.stop();
  }
  return pages.flatMap(([name], index) => {
    const [ours = [], behindEmpty = [], alone = []] = results[index] ?? [];
    return [
      compare(
        `${name}, against the same without auth behind an empty middleware`,
        ours,
        behindEmpty,
        0.9,
      ),
      compare(`${name}, against the same with neither auth nor middleware`, ours, alone, 0.86),
      compare('For scale: an empty middleware, against none', behindEmpty, alone),
    ];
  });
}

/** What the app answers without rendering, against the cheapest that Next can do of the kind. */
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
      0.75,
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
  const cpu = by(({ milliseconds }) => milliseconds, 1);
  return {
    name,
    ...atLeast(least, rate.ratio, `${rate.medians} per second`),
    // Upside down, to be the share of the rate that it would make.
    byCpuTime: `${(1 / cpu.ratio).toFixed(2)} (${cpu.medians} ms)`,
  };
}
