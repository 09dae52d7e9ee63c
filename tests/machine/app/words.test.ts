import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

/**
 * The pages of the template are for the users of the app, who are not developers. So their texts must not contain technical
 * names. The demo explains the template, and may contain them.
 */
const organizations = [
  '_components',
  'organizations',
  'organizations/[id]',
  'invitations/[id]',
  '',
];
const folders = [
  ...['account', 'account/delete', 'auth-error', 'forbidden', 'profile', 'sign-out', '_components'],
  ...organizations.map((folder) => join('(organizations)', folder)),
];
const files = [
  ...['error.tsx', 'global-error.tsx', 'layout.tsx', 'not-found.tsx', 'page.tsx'],
  ...folders.flatMap((folder) =>
    readdirSync(join('app', folder)).map((name) => join(folder, name)),
  ),
].filter((name) => /\.tsx?$/.test(name) && !/\.test\.|-api\.ts/.test(name));

const machinery = /logto|token|template|userinfo|session cookie/i;
const isIdentifier = (words: string) => /^(urn:\S+|logto-session)$/.test(words);

test.each(files)('what people read in app/%s is about them, not about the machinery', (file) => {
  const found = wordsIn(readFileSync(join('app', file), 'utf8'));
  expect(found.filter((words) => machinery.test(words) && !isIdentifier(words))).toEqual([]);
});

test('words are found in strings, templates and JSX, but not in names of modules, types and properties', () => {
  const source = `import { a } from './token';
    type B = 'token 1' | typeof a;
    const c = { 'token 2': 'one', token: \`two \${a} three\` };
    export default () => <p title="four" lang={c['token']}>five {'six'} {c.token}</p>;`;
  expect(wordsIn(source)).toEqual(['one', 'two ', ' three', 'four', 'five ', 'six']);
});

/** The text of all strings, templates and JSX elements that isn't a name. */
function wordsIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    const isName =
      (ts.isPropertyAssignment(node.parent) && node.parent.name === node) ||
      ts.isElementAccessExpression(node.parent);
    const hasText =
      ts.isStringLiteralLike(node) ||
      ts.isJsxText(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node);
    if (hasText && !isName && node.text.trim()) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile('words.tsx', source, ts.ScriptTarget.Latest, true);
  ts.forEachChild(file, visit);
  return found;
}
