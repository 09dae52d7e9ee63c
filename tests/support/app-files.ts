import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { examples } from '../known-paths';

/** A file below `app/`. */
export interface AppFile {
  /** With `/` on every system: `app/profile/page.tsx`. */
  file: string;
  /** The path it is served at, with dynamic segments as they stand: `/organizations/[id]`. */
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

/** Groups `(…)` and slots `@…` are folders that the path doesn't show. */
function pathOf(folder: string): string {
  const segments = folder.split('/').slice(1);
  return `/${segments.filter((segment) => !/^(\(.*\)|@.*)$/.test(segment)).join('/')}`;
}

/** Folders that begin with `_` are private: nothing in them is served. */
const isServed = ({ path }: AppFile) => !path.includes('/_');

export const pageFiles = (project?: string) =>
  appFiles(/^page\.[jt]sx?$/, project).filter(isServed);
export const routeFiles = (project?: string) =>
  appFiles(/^route\.[jt]s$/, project).filter(isServed);

/** A path with its dynamic segments filled in; one that has no example stays as it stands. */
export const filledIn = (path: string, known = examples) => known[path] ?? path;

/** Everything that Next serves, as the build of a project lists it. */
export function servedPaths(project: string): string[] {
  const manifest = readFileSync(join(project, '.next/app-path-routes-manifest.json'), 'utf8');
  return Object.values(JSON.parse(manifest) as Record<string, string>).sort();
}
