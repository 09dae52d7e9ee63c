import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocks } from '../support/documents';
import { copyProject, edit, runIn } from '../support/copy';
import { applyBlocks, applyRecipes, recipesDocument } from '../support/recipes';

/**
 * Follows the README: takes an archive of the last commit, installs, makes it an owner's project with `npm run adopt`, and tests
 * it. Then it follows all recipes there, adds the code of `owner/`, and tests it again. At last it tests settings of Next, and the
 * recipes that need another build: see `recipe-app.ts`. Each step says how long it took.
 */

// An owner's folders may have spaces in their names.
const folder = mkdtempSync(join(tmpdir(), 'adoption of '));
const [project, copy] = [join(folder, 'acme'), join(folder, 'a copy')];

const count = (files: string) => `git ls-files ${files} | wc -l`;
const lines = (files: string) => `git ls-files -z ${files} | xargs -0 cat | wc -l`;

/** Adds pages, routes, files and settings of every form that the tests have to accept as they are. */
function addOwnersCode(): void {
  cpSync('tests/machine/adoption/owner', project, { recursive: true });
  edit(project, 'app/protected-paths.ts', (text) =>
    text.replace(/^\];/m, "  '/notes',\n  '/editors',\n];"),
  );
  edit(project, 'app/content-security-policy.ts', (text) =>
    text.replace(
      'ExtraSources = {}',
      "ExtraSources = {\n  'img-src': ['https://cdn.example.com'],\n  'frame-ancestors': ['https://partner.example.com'],\n}",
    ),
  );
  edit(project, 'next.config.mjs', (text) =>
    text.replace(
      'export default configFor;',
      'export default async (phase) => ({ ...configFor(phase), turbopack: { resolveAlias: {} } });',
    ),
  );
}

const steps: Record<string, () => unknown> = {
  'an archive': () => runIn('.', `git archive --prefix=acme/ HEAD | tar -x -C '${folder}'`),
  'npm ci': () => runIn(project, 'npm ci --no-audit --no-fund'),
  'npm run adopt': () => runIn(project, 'npm run adopt -- --name "Acme" --yes'),
  'what it carries': () => {
    runIn(project, 'git init --quiet && git add .');
    const code = "'*.ts' '*.tsx' '*.mts' '*.mjs'";
    return `${runIn(project, count(''))} files, ${runIn(project, lines(code))} lines of code`;
  },
  'npm test': () => runIn(project, 'npm test'),
  'an owner’s code, and the recipes': () => {
    applyRecipes(project);
    const tests = codeBlocks([recipesDocument]).filter(
      ({ file, language }) => file?.startsWith('tests/app/') && language !== 'diff',
    );
    applyBlocks(project, tests);
    addOwnersCode();
    runIn(project, 'npx prettier --write tests/app app/protected-paths.ts next.config.mjs');
  },
  'npm test, with them': () => runIn(project, 'npm test'),
  'trailingSlash works, and basePath is refused': () => {
    copyProject(copy);
    runIn(copy, 'npx tsx --conditions=react-server tests/machine/adoption/configurations.ts');
  },
  'recipes that need another build': () =>
    runIn('.', 'npx playwright test --config tests/machine/adoption/playwright.config.ts'),
};

for (const [what, step] of Object.entries(steps)) {
  const start = performance.now();
  const said = step();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (what === 'what it carries') console.log(`  ${String(said)}`);
}
rmSync(folder, { recursive: true });
