import { pagePath } from './builds';
import { measure, median, ratio, type Effort, type Target } from './load';
import { atLeast, type Figure } from './table';

/** The page, signed in, against the same page without auth: behind an empty middleware, and alone. */
export async function pageRates(
  [app, emptyMiddleware, plain]: [string, string, string],
  cookie: string,
  effort: Effort,
): Promise<Figure[]> {
  const page = { url: app + pagePath, status: 200, cookie };
  const others = [emptyMiddleware, plain].map((url) => ({ url: url + pagePath, status: 200 }));
  const [ours, behindEmpty, alone] = await measure([page, ...others], effort);
  return [
    {
      name: `Signed-in page, against the same page without auth behind an empty middleware`,
      ...atLeast(0.9, ratio(ours, behindEmpty), perSecond(ours, behindEmpty)),
    },
    {
      name: `Signed-in page, against the same page with neither auth nor middleware`,
      ...atLeast(0.86, ratio(ours, alone), perSecond(ours, alone)),
    },
    {
      name: `For scale: an empty middleware alone`,
      ...atLeast(undefined, ratio(behindEmpty, alone), perSecond(behindEmpty, alone)),
    },
  ];
}

/** What the app answers without rendering, against the cheapest that Next can do of the kind. */
export async function routeRates(app: string, cookie: string, effort: Effort): Promise<Figure[]> {
  const health = { url: `${app}/api/health`, status: 200 };
  const compare = async (name: string, one: Target, other: Target, least?: number) => {
    const [rates, others] = await measure([one, other], effort);
    return { name, ...atLeast(least, ratio(rates, others), perSecond(rates, others)) };
  };
  return [
    await compare(
      '`/api/me`, signed in, against `/api/health`',
      { url: `${app}/api/me`, status: 200, cookie },
      health,
      0.75,
    ),
    await compare(
      'Guarded page without a cookie (a redirect), against `/robots.txt`',
      { url: app + pagePath, status: 303 },
      { url: `${app}/robots.txt`, status: 200 },
      1 / 3,
    ),
    await compare(
      'Start of a sign-in, against `/api/health`',
      { url: `${app}/api/logto/sign-in`, status: 303 },
      health,
    ),
  ];
}

const perSecond = (...all: (number[] | undefined)[]) =>
  `${all.map((rates) => Math.round(median(rates))).join(' : ')} per second`;
