import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { site } from '@/app/site';
import { copyProject, edit, rename, runIn, takeDemoOut } from '../support/make-it-yours';
import { applyRecipes } from '../support/recipes';

/**
 * Makes a copy of the template, follows “Make it yours” of the README and all recipes there, and adds the
 * code of `owner/`. Then it runs the steps of `npm test`. Of the end-to-end tests it runs those that visit all pages or, with
 * `--all`, all of them. Then it tests the recipes of the other documents: see `recipe-app.ts`.
 */

// An owner's folders may have spaces in their names.
const copy = mkdtempSync(join(tmpdir(), 'adoption of '));
const runAll = process.argv.includes('--all');
const walks = [
  'tests/app',
  'tests/machine/recipes',
  'tests/machine/auth/no-way-round.spec.ts',
  'tests/machine/auth/headers.spec.ts',
];

/** Checks that no file that an owner reads has the template's name or the demo in it. */
function searchRemains(): void {
  const names = `${site.name}|[(]demo[)]|[/*] demo|tests/demo`;
  const found = runIn(
    copy,
    `grep -rlE '${names}' app lib dev middleware.ts tests/machine/auth tests/app || true`,
  );
  if (found !== '') throw new Error(`The template's name or its demo is still in:\n${found}`);
}

/** Adds pages, routes, files and settings of every form that the tests have to accept as they are. */
function addOwnersCode(): void {
  cpSync('tests/machine/adoption/owner', copy, { recursive: true });
  edit(copy, 'app/protected-paths.ts', (text) =>
    text.replace(/^\];/m, "  '/notes',\n  '/editors',\n];"),
  );
  edit(copy, 'app/content-security-policy.ts', (text) =>
    text.replace(
      'ExtraSources = {}',
      "ExtraSources = {\n  'img-src': ['https://cdn.example.com'],\n  'frame-ancestors': ['https://partner.example.com'],\n}",
    ),
  );
  edit(copy, 'next.config.mjs', (text) =>
    text.replace(
      'export default configFor;',
      'export default async (phase) => ({ ...configFor(phase), turbopack: { resolveAlias: {} } });',
    ),
  );
}

/** The sign-in machine's tests in a folder, by title. */
const listTests = (folder: string) =>
  runIn(folder, 'npx playwright test --list tests/machine/auth 2>/dev/null');

function compareTests(): void {
  if (listTests(copy) !== listTests('.'))
    throw new Error('Not every test of the sign-in machine is still there.');
}

const steps: Record<string, () => void> = {
  copy: () => {
    copyProject(copy);
  },
  'take the demo out': () => {
    takeDemoOut(copy);
  },
  rename: () => {
    rename(copy);
    runIn(copy, 'npm install --package-lock-only');
  },
  'nothing of it is left': searchRemains,
  'every test of the sign-in machine is still there': compareTests,
  'follow the recipes': () => {
    applyRecipes(copy);
  },
  'add code of an owner': addOwnersCode,
};
for (const script of ['format:check', 'lint', 'typecheck', 'test:unit', 'build'])
  steps[script] = () => {
    runIn(copy, `npm run ${script}`);
  };
steps['end-to-end tests'] = () => {
  runIn(copy, `npx playwright test ${runAll ? '' : `--project=app --no-deps ${walks.join(' ')}`}`);
};
steps['trailingSlash works, and basePath is refused'] = () => {
  runIn(copy, 'npx tsx --conditions=react-server tests/machine/adoption/configurations.ts');
};
steps['recipes that have a build of their own'] = () => {
  console.log(
    runIn('.', 'npx playwright test --config tests/machine/adoption/playwright.config.ts'),
  );
};

for (const [what, step] of Object.entries(steps)) {
  const start = performance.now();
  step();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
rmSync(copy, { recursive: true });
