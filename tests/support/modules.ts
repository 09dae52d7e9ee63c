import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A file of a project, parsed. */
export interface Module {
  /** The project's folder. */
  folder: string;
  /** With `/` on every system, from there: `app/profile/page.tsx`. */
  file: string;
  source: ts.SourceFile;
}

/** What a name stands for: an expression or function of the project, or an export of `lib/` or of a package. */
export type Definition =
  { code: Module; node: ts.Node } | { from: string; name: string; node?: undefined };

/** An export of a module. `statement` is where it stands there. */
export interface Export {
  name: string;
  statement: ts.Node;
  definition: Definition | undefined;
}

const parsed = new Map<string, ts.SourceFile>();

export function readModule(folder: string, file: string): Module {
  const text = readFileSync(join(folder, file), 'utf8');
  const key = `${file}\0${text}`;
  const source =
    parsed.get(key) ??
    ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  parsed.set(key, source);
  return { folder, file, source };
}

/** Returns the place of a node as editors and terminals link it: `app/profile/page.tsx:12`. */
export function placeOf({ file, source }: Module, node: ts.Node = source): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return `${file}:${line + 1}`;
}

/** Returns what a module exports, types aside. */
export function exportsOf(code: Module): Export[] {
  return code.source.statements.flatMap((statement): Export[] => {
    const of = (name: string, definition: Definition | undefined) => ({
      name,
      statement,
      definition,
    });
    if (ts.isExportAssignment(statement))
      return [of('default', { code, node: statement.expression })];
    if (ts.isExportDeclaration(statement)) return listed(code, statement);
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
    if (!has(ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isFunctionDeclaration(statement)) {
      const name = has(ts.SyntaxKind.DefaultKeyword) ? 'default' : (statement.name?.text ?? '');
      return statement.body ? [of(name, { code, node: statement })] : [];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      namesIn(name).map((each) => of(each, initializer && { code, node: initializer })),
    );
  });
}

/** The exports of `export { a, b as c }`, `export { a } from './b'` and `export * from './b'`. */
function listed(code: Module, statement: ts.ExportDeclaration): Export[] {
  const { exportClause, moduleSpecifier, isTypeOnly } = statement;
  if (isTypeOnly) return [];
  const from = moduleSpecifier && textOf(moduleSpecifier);
  if (!exportClause) {
    const other = from === undefined ? undefined : target(code, from);
    const exports = typeof other === 'object' ? exportsOf(other) : [];
    return exports.filter(({ name }) => name !== 'default').map((each) => ({ ...each, statement }));
  }
  if (!ts.isNamedExports(exportClause)) return [];
  return exportClause.elements
    .filter((element) => !element.isTypeOnly)
    .map(({ name, propertyName }) => {
      const inner = (propertyName ?? name).text;
      const definition = from === undefined ? find(code, inner) : imported(code, from, inner);
      return { name: name.text, statement, definition };
    });
}

/** Returns what a name stands for in a module, whatever function of it the name belongs to. */
export function find(code: Module, wanted: string): Definition | undefined {
  let found: Definition | undefined;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isFunctionDeclaration(node) && node.name?.text === wanted) found = { code, node };
    else if (ts.isVariableDeclaration(node) && namesIn(node.name).includes(wanted))
      found = node.initializer && { code, node: node.initializer };
    else if (ts.isImportDeclaration(node)) found = throughImport(code, node, wanted);
    ts.forEachChild(node, visit);
  };
  visit(code.source);
  return found;
}

function throughImport(
  code: Module,
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
  wanted: string,
): Definition | undefined {
  const from = textOf(moduleSpecifier);
  if (importClause?.name?.text === wanted) return imported(code, from, 'default');
  const bindings = importClause?.namedBindings;
  if (!bindings || ts.isNamespaceImport(bindings)) return undefined;
  const element = bindings.elements.find(({ name }) => name.text === wanted);
  return element && imported(code, from, (element.propertyName ?? element.name).text);
}

/** Returns what `namespace.name` stands for after `import * as namespace`. */
export function findInNamespace(code: Module, namespace: string, name: string) {
  for (const statement of code.source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings) && bindings.name.text === namespace)
      return imported(code, textOf(statement.moduleSpecifier), name);
  }
  return undefined;
}

function imported(code: Module, from: string, name: string): Definition | undefined {
  const other = target(code, from);
  if (typeof other === 'string') return { from: other, name };
  return other && exportsOf(other).find((each) => each.name === name)?.definition;
}

const endings = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '/index.ts', '/index.tsx'];

/** Returns the module that an import names; for one of `lib/` or a package, its name alone. */
function target({ folder, file }: Module, from: string): Module | string | undefined {
  if (!/^(\.|@\/)/.test(from)) return from;
  const path = from.startsWith('@/') ? from.slice(2) : join(dirname(file), from);
  const local = path.replaceAll('\\', '/');
  if (local.startsWith('lib/')) return local.replace(/\.\w+$/, '');
  const isFile = (name: string) => existsSync(name) && statSync(name).isFile();
  const ending = endings.find((each) => isFile(join(folder, local + each)));
  return ending === undefined ? undefined : readModule(folder, local + ending);
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? namesIn(element.name) : [],
  );
}

const textOf = (node: ts.Node) => (ts.isStringLiteral(node) ? node.text : '');
