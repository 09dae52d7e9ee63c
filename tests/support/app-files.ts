import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { examples } from '../app/seed';

/** A file below `app/`. */
export interface AppFile {
  /** With `/` on every system: `app/profile/page.tsx`. */
  file: string;
  /** The path it is served at, with unchanged dynamic segments: `/organizations/[id]`. */
  path: string;
  source: string;
}

/** All files below `app/` with this name, whatever kind of module they are: `page`, `route`, … Of this project, or of a copy. */
export function appFiles(name: RegExp, project = '.'): AppFile[] {
  return readdirSync(join(project, 'app'), { recursive: true, encoding: 'utf8' })
    .map((entry) => join('app', entry).replaceAll('\\', '/'))
    .filter((file) => name.test(file.slice(file.lastIndexOf('/') + 1)))
    .sort()
    .map((file) => ({
      file,
      path: pathOf(dirname(file)),
      source: readFileSync(join(project, file), 'utf8'),
    }));
}

/** Folders that intercept a path: `(.)photo` intercepts `photo` beside it, `(..)photo` for one a level up, `(...)photo` for `/photo`. */
const interception = /^((?:\(\.{1,2}\))+|\(\.{3}\))(?=[^(])/;

/** Groups `(…)` and slots `@…` are folders that the path doesn't show. */
function pathOf(folder: string): string {
  const segments: string[] = [];
  for (const name of folder.split('/').slice(1)) {
    const levels = interception.exec(name)?.[0];
    if (levels === '(...)') segments.length = 0;
    else if (levels) segments.splice(segments.length - (levels.match(/\.\./g)?.length ?? 0));
    if (!/^(\([^)]*\)|@.*)$/.test(name)) segments.push(name.slice(levels?.length ?? 0));
  }
  return `/${segments.join('/')}`;
}

/** Folders that begin with `_` are private: nothing in them is served. */
const isServed = ({ path }: AppFile) => !path.includes('/_');

export const pageFiles = (project?: string) =>
  appFiles(/^page\.([jt]sx?|mdx?)$/, project).filter(isServed);
export const routeFiles = (project?: string) =>
  appFiles(/^route\.[jt]s$/, project).filter(isServed);

/** Returns whether a page has its own address: it is no slot, and doesn't intercept another page. */
export const hasOwnAddress = ({ file }: Pick<AppFile, 'file'>) => !/\/(@|\(\.+\))/.test(file);

/** Returns whether the tests know an address that exists: the path has no dynamic segment, or an example. */
export const isKnown = ({ path }: Pick<AppFile, 'path'>) => !path.includes('[') || path in examples;

/** A path with its dynamic segments filled in: by its example, or by segments that are made up. */
export const filledIn = (path: string, known = examples) =>
  known[path] ?? path.replaceAll(/\[+[^\]]+\]+/g, 'made-up');

/** The path of everything that Next serves, as the build of a project lists it. */
export function servedPaths(project: string): string[] {
  const manifest = readFileSync(join(project, '.next/app-path-routes-manifest.json'), 'utf8');
  const paths = Object.values(JSON.parse(manifest) as Record<string, string>);
  return paths.map((path) => pathOf(`app${path}`));
}
