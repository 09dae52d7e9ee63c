import ts from 'typescript';
import { exportsOf, find, findInNamespace, type Definition, type Module } from './modules';

/** The functions of `lib/` that turn strangers away: in a page or a server action, and in a route. */
export const pageGuards = ['requireUser'];
export const routeGuards = ['withUser', 'verifyAccessToken', 'requireUser'];

/**
 * Returns whether a function calls one of these guards: itself, or through a helper of the owner's own, in whatever file.
 * A wrapper counts, too: `withUser(handler)`, or a helper that returns a function with a guard.
 */
export function isGuarded(
  definition: Definition | undefined,
  guards: string[],
  seen = new Set<ts.Node>(),
): boolean {
  if (!definition) return false;
  if (!definition.node) return isGuardItself(definition, guards);
  const { code } = definition;
  const node = unwrapped(definition.node);
  if (seen.has(node)) return false;
  seen.add(node);
  const isGuardCall = ({ expression }: ts.CallExpression) =>
    isGuarded(named(code, expression), guards, seen);
  if (isFunction(node))
    return callsIn(node.body, false).some((call) => !isIgnored(call) && isGuardCall(call));
  if (!ts.isCallExpression(node)) return isGuarded(named(code, node), guards, seen);

  const parts = node.arguments.map((argument) => ({ code, node: argument }));
  if (parts.some((argument) => isGuarded(argument, guards, seen))) return true;
  const wrapper = named(code, node.expression) ?? named(code, rootOf(node));
  if (!wrapper?.node) return !!wrapper && isGuardItself(wrapper, guards);
  return callsIn(wrapper.node, true).some(({ expression }) =>
    isGuarded(named(wrapper.code, expression), guards, seen),
  );
}

const isGuardItself = ({ from, name }: { from: string; name: string }, guards: string[]) =>
  from.startsWith('lib/') && guards.includes(name);

/** Returns what an identifier, or a member of an object or of a namespace, stands for. */
function named(code: Module, node: ts.Node): Definition | undefined {
  if (ts.isIdentifier(node)) return find(code, node.text);
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const [object, member] = [node.expression.text, node.name.text];
  const definition = find(code, object);
  if (!definition) return findInNamespace(code, object, member);
  if (!definition.node) return undefined;
  const literal = unwrapped(definition.node);
  if (!ts.isObjectLiteralExpression(literal)) return undefined;
  const property = literal.properties.find((each) => each.name?.getText() === member);
  if (!property) return undefined;
  const value = ts.isPropertyAssignment(property) ? property.initializer : property;
  return { code: definition.code, node: value };
}

/** The `a` of `a.b(…).c(…)`. */
const rootOf = (node: ts.Node): ts.Node =>
  ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) ? rootOf(node.expression) : node;

/** Returns whether a page does nothing but lead to another one, or to Next's own 404. */
export function redirectsOnly(code: Module): boolean {
  const [page] = exportsOf(code).filter(({ name }) => name === 'default');
  const node = page?.definition?.node;
  if (!node || !isFunction(node) || !node.body || hasJsx(node.body)) return false;
  const ends = ts.isBlock(node.body) ? node.body.statements : [node.body];
  return ends.some((end) => {
    const call = ts.isExpressionStatement(end) || ts.isReturnStatement(end) ? end.expression : end;
    if (!call || !ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return false;
    const target = find(code, call.expression.text);
    if (!target || target.node || target.from !== 'next/navigation') return false;
    return ['redirect', 'permanentRedirect', 'notFound'].includes(target.name);
  });
}

function hasJsx(node: ts.Node): boolean {
  return (
    ts.isJsxElement(node) ||
    ts.isJsxSelfClosingElement(node) ||
    ts.isJsxFragment(node) ||
    !!ts.forEachChild(node, hasJsx)
  );
}

/** Returns whether one of these lines is the comment `// public: <why>`. */
export const saysPublic = (lines: string) => /^\s*\/\/ public: \S/m.test(lines);

/** Returns whether the comments directly above a node have a line `// public: <why>`. */
export function isPublic({ source }: Module, node: ts.Node): boolean {
  return saysPublic(source.text.slice(node.getFullStart(), node.getStart(source)));
}

/** Returns the calls within a node: all of them, or without those in functions that it contains. */
function callsIn(root: ts.Node | undefined, inFunctions: boolean): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (!inFunctions && isFunction(node)) return;
    if (ts.isCallExpression(node)) calls.push(node);
    ts.forEachChild(node, visit);
  };
  if (root) visit(root);
  return calls;
}

/** Returns whether nothing waits for a call. */
const isIgnored = ({ parent }: ts.CallExpression) =>
  ts.isExpressionStatement(parent) || ts.isVoidExpression(parent);

type FunctionWithBody =
  ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration;

export const isFunction = (node: ts.Node): node is FunctionWithBody =>
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isMethodDeclaration(node);

function unwrapped(node: ts.Node): ts.Node {
  const isWrapper =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node);
  return isWrapper ? unwrapped(node.expression) : node;
}
