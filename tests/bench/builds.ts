import { cp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from '../support/run';

const root = join(import.meta.dirname, '../..');
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** What `next build` needs; it finds `node_modules` further up. */
const tree = [
  'app',
  'lib',
  'instrumentation.ts',
  'middleware.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
];

/** What an app without auth doesn't have. */
const authOnly = [
  'app/api',
  'app/forbidden',
  'app/orders',
  'app/organizations',
  'app/profile',
  'middleware.ts',
];

/** Where the page is that all variants serve: below a protected path. */
export const pagePath = '/profile/summary';

/**
 * Builds the variants to compare, each from a copy of the tree with one page more:
 *
 * - `app`: the app as it is.
 * - `plain`: no middleware, and the auth calls of the page and its header answer with a constant.
 * - `emptyMiddleware`: the same, behind a middleware that does nothing.
 *
 * React renders the same HTML in all of them. What the app adds to it, the nonce and the headers, is
 * part of its cost.
 *
 * @returns their folders
 */
export async function buildVariants() {
  return {
    app: await build('app', [], []),
    plain: await build('plain', authOnly, ['lib/auth.ts']),
    emptyMiddleware: await build('empty-middleware', authOnly, ['lib/auth.ts', 'middleware.ts']),
  };
}

/**
 * @param without what is left out of the copy
 * @param replaced what is then taken from `variants/`
 */
async function build(name: string, without: string[], replaced: string[]): Promise<string> {
  const folder = join(root, 'test-results/bench', name);
  const isPart = (path: string) => !path.endsWith('.test.ts');
  await rm(folder, { recursive: true, force: true });
  for (const path of tree)
    await cp(join(root, path), join(folder, path), { recursive: true, filter: isPart });
  for (const path of without) await rm(join(folder, path), { recursive: true });
  for (const path of replaced)
    await cp(join(import.meta.dirname, 'variants', path.replace('lib/', '')), join(folder, path));
  await mkdir(join(folder, 'app', pagePath), { recursive: true });
  await cp(
    join(import.meta.dirname, 'variants/page.tsx'),
    join(folder, 'app', pagePath, 'page.tsx'),
  );
  const building = run([next, 'build', folder], {});
  if ((await building.ended) !== 0) throw new Error(`No build of ${name}:\n${building.output()}`);
  return folder;
}
