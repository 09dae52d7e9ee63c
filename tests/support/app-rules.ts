import { protectedPaths } from '@/app/protected-paths';
import { pathGuard } from '@/lib/protected-paths';
import * as knownPaths from '../known-paths';
import { appFiles, filledIn, pageFiles, routeFiles, type AppFile } from './app-files';

/** A project, and what its owner says of its paths: see `app/protected-paths.ts` and `tests/known-paths.ts`. */
export interface Project {
  folder: string;
  isProtected: (path: string) => boolean;
  publicPaths: Record<string, string>;
  examples: Record<string, string>;
}

const thisProject: Project = {
  folder: '.',
  isProtected: pathGuard(protectedPaths, []),
  ...knownPaths,
};

const isGuarded = ({ path }: AppFile) => !(path in knownPaths.publicPaths);

/** Pages and routes that must turn strangers away. */
export const guardedPages = pageFiles().filter(isGuarded);
export const guardedRoutes = routeFiles().filter(isGuarded);

/** What is exported under a method's name, however it is declared. */
export const methodsOf = (source: string) =>
  source.match(/\b(GET|POST|PUT|PATCH|DELETE)\b(?= *[=(,}\n])/g) ?? [];

/** What the tests don't know about a page or a route, and where to tell them. */
export function unknownPaths({ folder, publicPaths, examples } = thisProject): string[] {
  const files = [...pageFiles(folder), ...routeFiles(folder)];
  const paths = files.map(({ path }) => path);
  return [
    ...files
      .filter(({ path }) => filledIn(path, examples).includes('['))
      .map(
        ({ file, path }) =>
          `${file}: add to \`examples\` in tests/known-paths.ts: '${path}': '<a path that Alice may see>',`,
      ),
    ...Object.keys({ ...publicPaths, ...examples })
      .filter((path) => !paths.includes(path))
      .map((path) => `tests/known-paths.ts: remove '${path}', which app/ no longer has`),
    ...routeFiles(folder)
      .filter(({ source }) => methodsOf(source).length === 0)
      .map(({ file }) => `${file}: export a handler named GET, POST, PUT, PATCH or DELETE`),
  ];
}

/** Pages whose two lines of defence don't match: the list that middleware reads, and the page's own guard. */
export function pageGuardProblems(project = thisProject): string[] {
  return pageFiles(project.folder).flatMap(({ file, path, source }) => {
    const asks = source.includes('await requireUser(');
    const isListed = project.isProtected(filledIn(path, project.examples));
    const isPublic = path in project.publicPaths;
    // An entry of the list has no dynamic segments, and counts for all that is below it.
    const entry = path.split('/[')[0] ?? path;
    if (asks && !isListed) return `${file}: add '${entry}' to the list in app/protected-paths.ts`;
    if (isListed && !asks)
      return `${file}: add \`await requireUser();\`, because app/protected-paths.ts lists ${path}`;
    if (isListed && isPublic)
      return `tests/known-paths.ts: remove '${path}', which app/protected-paths.ts lists`;
    if (isListed || isPublic) return [];
    return `${file}: add \`await requireUser();\` and '${entry}' to the list in app/protected-paths.ts; or, where everybody may see it, to \`publicPaths\` in tests/known-paths.ts: '${path}': '<why>',`;
  });
}

/** Routes that ask for nobody, though nothing says that everybody may call them. */
export function routeGuardProblems({ folder, publicPaths } = thisProject): string[] {
  return routeFiles(folder)
    .filter(({ path }) => !(path in publicPaths))
    .filter(({ source }) => !/\b(withUser|verifyAccessToken)[(<]/.test(source))
    .map(
      ({ file, path }) =>
        `${file}: guard it by \`withUser\`; or, where everybody may call it, add to \`publicPaths\` in tests/known-paths.ts: '${path}': '<why>',`,
    );
}

/** Files of server actions in which fewer ask for the user than there are. */
export function actionGuardProblems({ folder } = thisProject): string[] {
  return appFiles(/\.tsx?$/, folder)
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
