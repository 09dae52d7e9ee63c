import ts from 'typescript';
import { appFiles } from './app-files';
import { isFunction, isGuarded, isPublic, pageGuards, saysPublic } from './guards';
import { exportsOf, placeOf, readModule, type Module } from './modules';

/** Server actions that do not ask for the user. Each can be called without its page. */
export function actionProblems(folder: string): string[] {
  return appFiles(/\.[jt]sx?$/, folder)
    .filter(({ source }) => /['"]use server['"]/.test(source))
    .flatMap(({ file }) => {
      const code = readModule(folder, file);
      return [...exportedActions(code), ...inlineActions(code)];
    });
}

const advice =
  'Add to it: await requireUser(); If everybody may call it, say why in a line above it: // public: <why>';

function exportedActions(code: Module): string[] {
  if (!hasDirective(code.source.statements)) return [];
  return exportsOf(code)
    .filter(({ definition }) => !isGuarded(definition, pageGuards))
    .filter(({ statement }) => !isPublic(code, statement))
    .map(
      ({ name, statement }) =>
        `${placeOf(code, statement)}: the server action ${name} asks for no user. ${advice}`,
    );
}

function inlineActions(code: Module): string[] {
  const problems: string[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!isFunction(node) || !node.body || !ts.isBlock(node.body)) return;
    const { statements } = node.body;
    if (!hasDirective(statements) || isGuarded({ code, node }, pageGuards)) return;
    const around = ts.findAncestor(node, ts.isStatement) ?? node;
    if ([node, around].some((each) => isPublic(code, each)) || saysPublic(node.body.getText()))
      return;
    problems.push(`${placeOf(code, node)}: this server action asks for no user. ${advice}`);
  };
  visit(code.source);
  return problems;
}

function hasDirective(statements: readonly ts.Statement[]): boolean {
  for (const statement of statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression))
      return false;
    if (statement.expression.text === 'use server') return true;
  }
  return false;
}
