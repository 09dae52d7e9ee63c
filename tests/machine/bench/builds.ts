import { appendFile, cp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from '../../support/run';

const root = join(import.meta.dirname, '../../..');
const variants = join(import.meta.dirname, 'variants');
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** The files that `next build` needs. It finds `node_modules` further up. */
const tree = [
  'app',
  'lib',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'middleware.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
];

/** The pages that are put into all variants, by their file in `variants/`: below a protected path. */
export const pagePaths = {
  smallest: '/profile/smallest',
  claims: '/profile/claims',
  'plain-html': '/profile/plain-html',
};

/**
 * Builds the variants to compare, each from a copy of the tree with three pages more:
 *
 * - `app`: the app as it is.
 * - `plain`: no middleware, and `lib/auth.ts` answers with a constant: the claims in `BENCH_CLAIMS`.
 * - `emptyMiddleware`: the same, behind a middleware that does nothing.
 *
 * - `empty`: another app, which does nothing.
 *
 * React renders the same HTML in the first three. What the app adds to it, the nonce and the headers, is
 * part of its cost.
 *
 * @returns their folders
 */
export async function buildVariants() {
  return {
    app: await build('app', [], []),
    plain: await build('plain', ['middleware.ts'], ['lib/auth.ts']),
    emptyMiddleware: await build('empty-middleware', [], ['lib/auth.ts', 'middleware.ts']),
    empty: await buildEmpty(),
  };
}

/**
 * @param without what is left out of the copy
 * @param replaced what is taken from `variants/` instead
 */
async function build(name: string, without: string[], replaced: string[]): Promise<string> {
  const folder = await makeFolder(name);
  const isPart = (path: string) => !path.endsWith('.test.ts');
  for (const path of tree)
    await cp(join(root, path), join(folder, path), { recursive: true, filter: isPart });
  for (const path of without) await rm(join(folder, path), { recursive: true });
  for (const path of replaced)
    await cp(join(variants, path.replace('lib/', '')), join(folder, path));
  // Where they ask for no user, Next would render pages once, at build time.
  await appendFile(join(folder, 'app/layout.tsx'), "export const dynamic = 'force-dynamic';\n");
  for (const [name, path] of Object.entries(pagePaths)) {
    await mkdir(join(folder, 'app', path), { recursive: true });
    await cp(join(variants, `${name}.tsx`), join(folder, 'app', path, 'page.tsx'));
  }
  return runBuild(folder);
}

async function buildEmpty(): Promise<string> {
  const folder = await makeFolder('empty');
  await cp(join(variants, 'empty'), folder, { recursive: true });
  for (const path of ['next.config.mjs', 'tsconfig.json'])
    await cp(join(root, path), join(folder, path));
  await cp(join(variants, 'middleware.ts'), join(folder, 'middleware.ts'));
  return runBuild(folder);
}

async function makeFolder(name: string): Promise<string> {
  const folder = join(root, 'test-results/bench', name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

async function runBuild(folder: string): Promise<string> {
  const building = run([next, 'build', folder], {});
  if ((await building.ended) !== 0) throw new Error(`No build in ${folder}:\n${building.output()}`);
  return folder;
}
