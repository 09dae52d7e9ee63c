import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeBlocks, documents, type CodeBlock } from './documents';

/** The recipes that the tests' build has. */
export const recipesDocument = 'docs/recipes.md';

/** The recipes that have another build each: see `tests/machine/adoption/recipe-app.ts`. */
export const furtherDocuments = documents.filter((path) => path.startsWith('docs/recipes-'));

const blocks = () => codeBlocks([recipesDocument]);

/** Files that the recipes add to an app. */
export const recipeFiles = () =>
  blocks().filter(({ language, file }) => language !== 'diff' && file?.startsWith('app/'));

/** Lines that the recipes add to files that are there, or change in them: a context, `-` and `+`. */
export const recipeChanges = () => blocks().filter(({ language }) => language === 'diff');

/** The headings of the recipes that add something to an app. */
export const recipeNames = () => [
  ...new Set([...recipeFiles(), ...recipeChanges()].map(({ heading = '' }) => heading)),
];

/** Returns whether the app has no file of the recipes yet. An existing file is its owner's, and no test here may replace it. */
export const recipesAreNew = () => recipeFiles().every(({ file = '' }) => !existsSync(file));

/**
 * Applies a block of changes to the text of its file.
 *
 * @throws if the unchanged lines of the block aren't in the text exactly once
 */
export function changed(text: string, { code, document, line, file }: CodeBlock): string {
  const lines = code.trimEnd().split('\n').slice(1);
  const without = (sign: string) =>
    lines
      .filter((each) => !each.startsWith(sign))
      .map((each) => each.slice(1))
      .join('\n');
  const [before, after] = [without('+'), without('-')];
  const parts = text.split(`${before}\n`);
  if (parts.length !== 2)
    throw new Error(`${document}:${line}: these lines aren't in ${file} exactly once:\n${before}`);
  return parts.join(`${after}\n`);
}

/** Applies all recipes, or one, to a copy of the project: their files, and their changes to those that it has. */
export function applyRecipes(directory: string, name?: string): void {
  const isMeant = ({ heading }: CodeBlock) => name === undefined || heading === name;
  applyBlocks(directory, [...recipeFiles(), ...recipeChanges()].filter(isMeant));
}

/** Writes the files of these blocks in a copy of the project, and makes their changes to files that are there. */
export function applyBlocks(directory: string, blocks: CodeBlock[]): void {
  for (const block of blocks) {
    const path = join(directory, block.file ?? '');
    if (block.language !== 'diff') {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, block.code.slice(block.code.indexOf('\n') + 1).trimStart());
    } else if (existsSync(path)) writeFileSync(path, changed(readFileSync(path, 'utf8'), block));
  }
}
