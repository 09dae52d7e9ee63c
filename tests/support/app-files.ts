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

/** All files below `app/` with this name, whatever kind of module they are: `page`, `route`, … */
export function appFiles(name: RegExp): AppFile[] {
  return readdirSync('app', { recursive: true, encoding: 'utf8' })
    .map((entry) => join('app', entry).replaceAll('\\', '/'))
    .filter((file) => name.test(file.slice(file.lastIndexOf('/') + 1)))
    .sort()
    .map((file) => ({ file, path: pathOf(dirname(file)), source: readFileSync(file, 'utf8') }));
}

/** Groups `(…)` and slots `@…` are folders that the path doesn't show. */
function pathOf(folder: string): string {
  const segments = folder.split('/').slice(1);
  return `/${segments.filter((segment) => !/^(\(.*\)|@.*)$/.test(segment)).join('/')}`;
}

/** Folders that begin with `_` are private: nothing in them is served. */
const isServed = ({ path }: AppFile) => !path.includes('/_');

export const pageFiles = () => appFiles(/^page\.[jt]sx?$/).filter(isServed);
export const routeFiles = () => appFiles(/^route\.[jt]s$/).filter(isServed);

/** A path with its dynamic segments filled in; one that has no example stays as it stands. */
export const filledIn = (path: string) => examples[path] ?? path;

/** Everything that Next serves, as the build in this folder lists it. */
export function servedPaths(folder = '.'): string[] {
  const manifest = readFileSync(join(folder, '.next/app-path-routes-manifest.json'), 'utf8');
  return Object.values(JSON.parse(manifest) as Record<string, string>).sort();
}
