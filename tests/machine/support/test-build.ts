import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, hashOf, sourcesOf, testBuild } from '../../support/build';
import { applyRecipes, recipesAreNew } from './recipes';

/**
 * Gives a build the project's own settings, except for the steps that `npm test` does elsewhere: checking types, and making the
 * files of the Docker image.
 */
export function writeConfig(directory: string, project = process.cwd()): void {
  const file = join(project, 'next.config.mjs');
  const own = pathToFileURL(file).href;
  // The hash is there for `build`, which looks at the files of this folder only.
  const config = `// ${hashOf([file])}
import own from ${JSON.stringify(own)};

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
 * Makes the sources of {@link testBuild}: the project with the pages of `tests/machine/pages/` and the recipes. Playwright calls
 * this before the tests. It is a separate folder, so that no page of the tests is ever deployed. It is inside the project, so that
 * Node and Next find `node_modules`.
 */
export default function makeTestBuild(): void {
  mkdirSync(testBuild, { recursive: true });
  for (const name of readdirSync(testBuild))
    if (name !== '.next') rmSync(join(testBuild, name), { recursive: true });
  for (const name of sourcesOf('.').filter((name) => name !== 'package-lock.json'))
    cpSync(name, join(testBuild, name), { recursive: true });
  cpSync('tests/machine/pages', join(testBuild, 'app/(tests)'), { recursive: true });
  if (recipesAreNew()) applyRecipes(testBuild);
  writeConfig(testBuild);
  build(testBuild);
}
