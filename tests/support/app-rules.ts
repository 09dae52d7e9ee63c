import { isProtected } from '@/lib/protected-paths';
import { examples, publicPaths } from '../known-paths';
import { appFiles, filledIn, pageFiles, routeFiles } from './app-files';

const isPublic = (path: string) => path in publicPaths;

/** Pages and routes that must turn strangers away. */
export const guardedPages = pageFiles().filter(({ path }) => !isPublic(path));
export const guardedRoutes = routeFiles().filter(({ path }) => !isPublic(path));

/** What is exported under a method's name, however it is declared. */
export const methodsOf = (source: string) =>
  source.match(/\b(GET|POST|PUT|PATCH|DELETE)\b(?= *[=(,}\n])/g) ?? [];

/** What the tests don't know about a page or a route, and where to tell them. */
export function unknownPaths(): string[] {
  const files = [...pageFiles(), ...routeFiles()];
  const paths = files.map(({ path }) => path);
  return [
    ...files
      .filter(({ path }) => filledIn(path).includes('['))
      .map(
        ({ file, path }) =>
          `${file}: add to \`examples\` in tests/known-paths.ts: '${path}': '<a path that Alice may see>',`,
      ),
    ...Object.keys({ ...publicPaths, ...examples })
      .filter((path) => !paths.includes(path))
      .map((path) => `tests/known-paths.ts: remove '${path}', which app/ no longer has`),
    ...routeFiles()
      .filter(({ source }) => methodsOf(source).length === 0)
      .map(({ file }) => `${file}: export a handler named GET, POST, PUT, PATCH or DELETE`),
  ];
}

/** Pages whose two lines of defence don't match: the list that middleware reads, and the page's own guard. */
export function pageGuardProblems(): string[] {
  return pageFiles().flatMap(({ file, path, source }) => {
    const asks = source.includes('await requireUser(');
    const isListed = isProtected(filledIn(path));
    if (asks && !isListed) return `${file}: add '${path}' to the list in lib/protected-paths.ts`;
    if (isListed && !asks)
      return `${file}: add \`await requireUser();\`, because lib/protected-paths.ts lists ${path}`;
    if (isListed && isPublic(path))
      return `tests/known-paths.ts: remove '${path}', which lib/protected-paths.ts lists`;
    if (isListed || isPublic(path)) return [];
    return `${file}: add \`await requireUser();\` and '${path}' to the list in lib/protected-paths.ts; or, where everybody may see it, to \`publicPaths\` in tests/known-paths.ts: '${path}': '<why>',`;
  });
}

/** Files of server actions in which fewer ask for the user than there are. */
export function actionGuardProblems(): string[] {
  return appFiles(/\.tsx?$/)
    .filter(({ source }) => /^\s*'use server'/m.test(source))
    .filter(
      ({ source }) =>
        count(source, /await requireUser\(/g) !== count(source, /\basync function\b|\basync \(/g),
    )
    .map(
      ({ file }) =>
        `${file}: add \`await requireUser();\` to each action, which can be called without its page`,
    );
}

const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;
