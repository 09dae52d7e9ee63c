import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type * as paths from '@/app/protected-paths';
import { problemsOf } from '@/tests/support/app-rules';
import { codeBlocks } from '@/tests/machine/support/documents';
import {
  applyBlocks,
  applyRecipes,
  furtherDocuments,
  recipeNames,
  recipesAreNew,
  recipesDocument,
} from '@/tests/machine/support/recipes';

const root = mkdtempSync(join(tmpdir(), 'recipes-'));

afterAll(() => {
  rmSync(root, { recursive: true });
});

describe.skipIf(!recipesAreNew())('a recipe leaves nothing unguarded or unknown, alone', () => {
  test.each(recipeNames())('%s', async (name) => {
    const folder = copyOfApp();
    applyRecipes(folder, name);
    expect(await problemsIn(folder)).toEqual([]);
  });

  test.each(furtherDocuments)('%s', async (document) => {
    const folder = copyOfApp();
    const blocks = codeBlocks([document]).filter(({ file }) => file?.startsWith('app/'));
    applyBlocks(folder, blocks);
    expect(await problemsIn(folder)).toEqual([]);
  });
});

function copyOfApp(): string {
  const folder = mkdtempSync(join(root, 'app-'));
  cpSync('app', join(folder, 'app'), { recursive: true });
  return folder;
}

async function problemsIn(folder: string): Promise<string[]> {
  const { protectedPaths } = (await import(join(folder, 'app/protected-paths.ts'))) as typeof paths;
  return problemsOf({ folder, protectedPaths, examples: {} });
}

test('a test that they show is one that runs', () => {
  const shown = codeBlocks([recipesDocument]).filter(({ file }) => file?.startsWith('tests/'));
  const tests = shown.filter(({ language }) => ['ts', 'tsx'].includes(language));
  expect(tests.length).toBeGreaterThan(0);
  for (const { file = '', code } of tests)
    expect(readFileSync(join('tests/machine/recipes', basename(file)), 'utf8'), file).toBe(
      code.slice(code.indexOf('\n') + 1),
    );
});
