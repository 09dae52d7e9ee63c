import { protectedPaths } from '@/app/protected-paths';
import { pathGuard } from '@/lib/protected-paths';
import { examples } from '../app/seed';
import { actionProblems } from './action-rules';
import { filledIn, hasOwnAddress, pageFiles, routeFiles } from './app-files';
import { entryProblems, list } from './entry-rules';
import { isGuarded, isPublic, pageGuards, redirectsOnly, routeGuards } from './guards';
import { exportsOf, placeOf, readModule } from './modules';

/** A project: where it is, and what its owner says of its paths: see `app/protected-paths.ts` and `tests/app/seed.ts`. */
export interface Project {
  folder: string;
  protectedPaths: string[];
  examples: Record<string, string>;
}

export const thisProject: Project = { folder: '.', protectedPaths, examples };

/** Returns everything that an owner must change, one line each: the place, the problem, and what to do. */
export const problemsOf = (project: Project) => [
  ...entryProblems(project.folder, project.protectedPaths),
  ...pageProblems(project),
  ...routeProblems(project),
  ...actionProblems(project.folder),
  ...exampleProblems(project),
];

/** Pages whose two checks differ: the list that the middleware reads, and the page's own guard. */
function pageProblems(project: Project): string[] {
  return judgedPages(project).flatMap(({ path, code, entry, isGuarded, redirects }) => {
    const statement = exportsOf(code).find(({ name }) => name === 'default')?.statement;
    const place = placeOf(code, statement);
    if (isGuarded && entry === undefined)
      return `${place}: calls requireUser(), so add '${entryFor(path, project)}' to ${list}.`;
    if (entry === undefined || isGuarded || redirects) return [];
    const why = `${list} covers ${path} by '${entry}'`;
    if (/^\s*['"]use client['"]/.test(code.source.text))
      return `${place}: ${why}, and a client component can't check the user. Render it in a page that calls requireUser().`;
    return `${place}: ${why}, so add to the page: await requireUser(); If everybody may see it, add '!${path.replaceAll(/\[+[^\]]+\]+/g, '*')}' to the list.`;
  });
}

/** Methods of routes that answer everybody, though nothing says that they may. */
function routeProblems(project: Project): string[] {
  return judgedRoutes(project).flatMap(({ code, methods }) => {
    if (methods.length === 0)
      return `${placeOf(code)}: exports no handler. Export a function named GET, POST, PUT, PATCH or DELETE.`;
    return methods
      .filter(({ isGuarded, isPublic }) => !isGuarded && !isPublic)
      .map(
        ({ name, place }) =>
          `${place}: ${name} answers everybody. Guard it: export const ${name} = withUser(…). If everybody may call it, say why in a line above it: // public: <why>`,
      );
  });
}

/** Examples of paths that are gone. */
function exampleProblems({ folder, examples }: Project): string[] {
  const paths = [...pageFiles(folder), ...routeFiles(folder)].map(({ path }) => path);
  return Object.keys(examples)
    .filter((path) => !paths.includes(path))
    .map((path) => `tests/app/seed.ts: remove '${path}', which app/ no longer has.`);
}

/** Returns the pages of a project, and what the list and they themselves say of strangers. */
function judgedPages({ folder, protectedPaths }: Project) {
  return pageFiles(folder).map(({ file, path }) => {
    const code = readModule(folder, file);
    const definition = exportsOf(code).find(({ name }) => name === 'default')?.definition;
    return {
      file,
      path,
      code,
      entry: coveredBy(path, protectedPaths),
      isGuarded: isGuarded(definition, pageGuards),
      redirects: redirectsOnly(code),
    };
  });
}

const methodNames = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function judgedRoutes({ folder }: Project) {
  return routeFiles(folder)
    .filter(({ file }) => !file.startsWith('app/api/logto/'))
    .map(({ file, path }) => {
      const code = readModule(folder, file);
      const [first] = code.source.statements;
      const methods = exportsOf(code)
        .filter(({ name }) => methodNames.includes(name))
        .map(({ name, statement, definition }) => ({
          name,
          place: placeOf(code, statement),
          isGuarded: isGuarded(definition, routeGuards),
          isPublic: isPublic(code, statement) || (!!first && isPublic(code, first)),
        }));
      return { file, path, code, methods };
    });
}

/** Pages that must turn strangers away, and can be opened by their path. */
export const guardedPages = judgedPages(thisProject)
  .filter(hasOwnAddress)
  .filter(({ entry }) => entry !== undefined);

/** Methods of routes that must turn strangers away. */
export const guardedMethods = judgedRoutes(thisProject).flatMap(({ path, methods }) =>
  methods.filter(({ isGuarded }) => isGuarded).map(({ name, place }) => ({ path, name, place })),
);

/** Pages that show something themselves, at an address that the tests know. */
export const shownPages = judgedPages(thisProject)
  .filter(hasOwnAddress)
  .filter(({ redirects }) => !redirects);

/** Returns the entry of a list that protects a path, whatever its dynamic segments are. */
function coveredBy(path: string, entries: string[]): string | undefined {
  const sample = filledIn(path, {});
  const samples = [sample, path.replace(/\/?\[\[.*$/, '') || '/'].filter(
    (each) => !each.includes('['),
  );
  if (!samples.every(pathGuard(entries, []))) return undefined;
  return entries.find((entry) => pathGuard([entry], [])(sample));
}

/** Returns an entry that covers this path: without the dynamic segments at its end, unless it would then cover an open page. */
function entryFor(path: string, project: Project): string {
  const pattern = path.replaceAll(/\[+[^\]]+\]+/g, '*');
  const short = pattern.replace(/(\/\*)+$/, '') || pattern;
  const covers = pathGuard([short], []);
  const coversMore = judgedPages(project).some(
    (page) => !page.isGuarded && !page.redirects && covers(filledIn(page.path, {})),
  );
  return coversMore ? pattern : short;
}
