import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { appFiles, pageFiles, routeFiles } from './app-files';
import { placeOf, readModule } from './modules';

/** The list of protected paths. */
export const list = 'app/protected-paths.ts';

/** Entries of the list that don't mean what their author may have thought. */
export function entryProblems(folder: string, protectedPaths: string[]): string[] {
  const code = readModule(folder, list);
  const served = servedPaths(folder).map((path) => path.split('/').filter(Boolean));
  return protectedPaths.flatMap((entry) => {
    const node = literal(code.source, entry);
    const problem = (text: string) => [`${placeOf(code, node)}: '${entry}' ${text}`];
    const path = entry.replace(/^!/, '');
    if (!path.startsWith('/'))
      return problem("must begin with '/', or with '!/' for an exception.");
    if (/^\/api(\/|$)/.test(path))
      return problem('has no effect, because routes below /api guard themselves. Remove it.');
    const segments = path.split('/').filter(Boolean);
    const dynamic = segments.find((segment) => /^(:.*|\[.*\])$/.test(segment));
    if (dynamic) return problem(`contains ${dynamic}. For any one segment, write '*' instead.`);
    if (segments.includes('**'))
      return problem("contains '**'. Remove that: an entry covers everything below it.");
    const star = segments.find((segment) => segment !== '*' && segment.includes('*'));
    if (star) return problem(`contains ${star}. '*' must be a whole segment.`);
    const sign = /[()[\]{}^$|?#\\]/.exec(path)?.[0];
    if (sign)
      return problem(`contains ${sign}. An entry is a path, no regular expression or query.`);
    if (served.some((each) => mayCover(segments, each))) return [];
    const [line = ''] = code.source.text.slice(node?.getEnd()).split('\n');
    if (/\/\/ no page: \S/.test(line)) return [];
    return problem(
      'covers no page. Correct or remove it; or, if you rewrite a path to a page, add to its line: // no page: <why>',
    );
  });
}

/** Returns whether an entry may cover a path: both may have segments that stand for any other. */
function mayCover(entry: string[], path: string[]): boolean {
  const rest = path.findIndex((segment) => segment.includes('[...'));
  return entry.every((segment, i) => {
    const other = rest >= 0 && i >= rest ? '*' : path[i];
    return other !== undefined && (segment === '*' || segment === other || /^(\[|\*)/.test(other));
  });
}

/** Next's metadata files, anywhere in `app/`. */
const metadata =
  /^(favicon|(icon|apple-icon|opengraph-image|twitter-image)\d*|sitemap|robots|manifest)\.\w+$/;

/** Returns the paths that an entry may cover: of pages, routes, metadata files, and the files of `public/`. */
function servedPaths(folder: string): string[] {
  const root = join(folder, 'public');
  const files = existsSync(root) ? readdirSync(root, { recursive: true, encoding: 'utf8' }) : [];
  return [
    ...[...pageFiles(folder), ...routeFiles(folder)].map(({ path }) => path),
    ...files.map((name) => name.replaceAll('\\', '/')),
    ...appFiles(metadata, folder).flatMap(({ file, path }) => {
      const [stem = '', ending = ''] = file.slice(file.lastIndexOf('/') + 1).split('.');
      const endings = ['', `.${ending}`, '.xml', '.txt', '.webmanifest', '.json'];
      return endings.map((each) => `${path}/${stem}${each}`);
    }),
  ];
}

function literal(source: ts.SourceFile, text: string): ts.Node | undefined {
  const visit = (node: ts.Node): ts.Node | undefined =>
    ts.isStringLiteralLike(node) && node.text === text ? node : ts.forEachChild(node, visit);
  return visit(source);
}
