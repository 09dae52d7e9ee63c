import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { site } from '@/app/site';
import { copyProject, rename, runIn, takeDemoOut } from '../support/make-it-yours';
import { applyRecipes } from '../support/recipes';

/**
 * `npm run test:adoption`: makes the template somebody's own in a copy, as the README says, and follows all
 * recipes there. Then it runs what `npm test` runs; of the end-to-end tests those that walk through all
 * pages, or, with `--all`, all of them. At last come the recipes of the further documents: see `recipe-app.ts`.
 */

// An owner's folders may have spaces in their names.
const copy = mkdtempSync(join(tmpdir(), 'adoption of '));
const runAll = process.argv.includes('--all');
const walks = [
  'tests/app',
  'tests/recipes',
  'tests/auth/no-way-round.spec.ts',
  'tests/auth/headers.spec.ts',
];

/** Nothing of the template's name and of the demo is left where an owner would look. */
function searchRemains(): void {
  const names = `${site.name}|[(]demo[)]|[/*] demo|tests/demo`;
  const found = runIn(
    copy,
    `grep -rlE '${names}' app lib dev middleware.ts tests/auth tests/app || true`,
  );
  if (found !== '') throw new Error(`The template's name or its demo is still in:\n${found}`);
}

/** The sign-in machine's tests in a folder, by title. */
const listTests = (folder: string) =>
  runIn(folder, 'npx playwright test --list tests/auth 2>/dev/null');

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
};
for (const script of ['format:check', 'lint', 'typecheck', 'test:unit', 'build'])
  steps[script] = () => {
    runIn(copy, `npm run ${script}`);
  };
steps['end-to-end tests'] = () => {
  runIn(copy, `npx playwright test ${runAll ? '' : `--project=app --no-deps ${walks.join(' ')}`}`);
};
steps['recipes that have a build of their own'] = () => {
  console.log(runIn('.', 'npx playwright test --config tests/adoption/playwright.config.ts'));
};

for (const [what, step] of Object.entries(steps)) {
  const start = performance.now();
  step();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
rmSync(copy, { recursive: true });
