import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyRecipes, recipesAreNew, recipesDocument } from './recipes';

/** The folder of the build for the end-to-end tests: the project with the pages of `tests/pages/` and the recipes. */
export const testBuild = 'test-results/build';

/** The file with the hash of the files that it was made from. */
const stamp = join(testBuild, '.next/made-of');

const pagesOfTests = 'tests/pages';

/** Files at the project's root that are not part of a build. */
const noSource =
  /^(\..*|node_modules|tests?|test-results|docs|dev|next-env\.d\.ts|.*\.(md|tsbuildinfo|sqlite.*|db))$/;

/**
 * Gives a build the project's own settings, except for the steps that `npm test` does elsewhere: checking types, and making the
 * files of the Docker image.
 */
export function writeConfig(directory: string, project = process.cwd()): void {
  const own = pathToFileURL(join(project, 'next.config.mjs')).href;
  const config = `import own from ${JSON.stringify(own)};

export default async function config(...phase) {
  const { output, distDir, ...settings } = await (typeof own === 'function' ? own(...phase) : own);
  return {
    ...settings,
    turbopack: { ...settings.turbopack, root: ${JSON.stringify(project)} },
    typescript: { ...settings.typescript, ignoreBuildErrors: true },
  };
}
`;
  writeFileSync(join(directory, 'next.config.mjs'), config);
}

/**
 * Makes {@link testBuild}, unless it exists and was made from the same files. Playwright calls this before the tests. It is a
 * separate folder, so that no page of the tests is ever deployed. It is inside the project, so that Node and Next find
 * `node_modules`.
 *
 * @throws if `next build` fails
 */
export default function makeTestBuild(): void {
  const sources = readdirSync('.').filter((name) => !noSource.test(name));
  const madeOf = hashOf([...sources, pagesOfTests, recipesDocument]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === madeOf) return;

  rmSync(testBuild, { recursive: true, force: true });
  for (const name of sources.filter((name) => name !== 'package-lock.json'))
    cpSync(name, join(testBuild, name), { recursive: true });
  cpSync(pagesOfTests, join(testBuild, 'app/(tests)'), { recursive: true });
  if (recipesAreNew()) applyRecipes(testBuild);
  writeConfig(testBuild);
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, 'build', testBuild], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '', // what playwright.config.ts has is for tests only
      NEXT_TELEMETRY_DISABLED: '1',
    },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The build for the tests failed:\n${stdout}${stderr}`);
  writeFileSync(stamp, madeOf);
}

/** A hash of the names and contents of these files, and of all files in these folders. */
export function hashOf(paths: string[]): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    if (statSync(path).isDirectory())
      readdirSync(path)
        .sort()
        .forEach((name) => {
          add(join(path, name));
        });
    else hash.update(`${path}\0`).update(readFileSync(path));
  };
  paths.sort().forEach(add);
  return hash.digest('hex');
}
