import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type * as paths from '@/app/protected-paths';
import { pathGuard } from '@/lib/protected-paths';
import type * as knownPaths from '@/tests/known-paths';
import {
  actionGuardProblems,
  pageGuardProblems,
  routeGuardProblems,
  unknownPaths,
} from '@/tests/support/app-rules';
import { codeBlocks } from '@/tests/support/documents';
import { applyRecipes, recipeNames, recipesAreNew, recipesDocument } from '@/tests/support/recipes';

const root = mkdtempSync(join(tmpdir(), 'recipes-'));

afterAll(() => {
  rmSync(root, { recursive: true });
});

describe.skipIf(!recipesAreNew())('a recipe leaves nothing unguarded or unknown, alone', () => {
  test.each(recipeNames())('%s', async (name) => {
    const folder = mkdtempSync(join(root, 'app-'));
    for (const path of ['app', 'tests/known-paths.ts'])
      cpSync(path, join(folder, path), { recursive: true });
    applyRecipes(folder, name);

    const { protectedPaths } = (await import(
      join(folder, 'app/protected-paths.ts')
    )) as typeof paths;
    const project = {
      folder,
      isProtected: pathGuard(protectedPaths, []),
      ...((await import(join(folder, 'tests/known-paths.ts'))) as typeof knownPaths),
    };
    expect([
      ...unknownPaths(project),
      ...pageGuardProblems(project),
      ...routeGuardProblems(project),
      ...actionGuardProblems(project),
    ]).toEqual([]);
  });
});

test('a test that they show is one that runs', () => {
  const shown = codeBlocks([recipesDocument]).filter(({ file }) => file?.startsWith('tests/'));
  const tests = shown.filter(({ language }) => language === 'ts');
  expect(tests.length).toBeGreaterThan(0);
  for (const { file = '', code } of tests)
    expect(readFileSync(file, 'utf8'), file).toBe(code.slice(code.indexOf('\n') + 1));
});
