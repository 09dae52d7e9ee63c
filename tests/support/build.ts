import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { environment } from '../app/seed';

/** The app that the end-to-end tests run. The template's own tests need a copy of it, which has their pages, too. */
export const testBuild = existsSync('tests/machine') ? 'test-results/build' : '.';

/** Names at a project's root that are not part of a build. */
const noSource =
  /^(\..*|node_modules|tests?|test-results|docs|dev|next-env\.d\.ts|.*\.(md|tsbuildinfo|sqlite.*|db))$/;

/** Returns the files and folders at a project's root that a build is made from. */
export const sourcesOf = (folder: string) =>
  readdirSync(folder).filter((name) => !noSource.test(name));

/** Prepares the end-to-end tests: builds the app, unless there is a build of the same files, and runs the owner's seed. */
export default function prepare(): void {
  build(testBuild);
  // As Next's server would, so that the seed may import modules of the app.
  const code = "const { default: seed } = await import('./tests/app/seed.ts'); await seed();";
  const node = ['--conditions=react-server', '--import', 'tsx', '--input-type=module'];
  const env = { ...process.env, ...environment };
  execFileSync(process.execPath, [...node, '--eval', code], { env, stdio: 'inherit' });
}

/**
 * Runs `next build` in a folder, unless its build was made from the same files.
 *
 * @throws if it fails
 */
export function build(folder: string): void {
  const stamp = join(folder, '.next/made-of');
  const madeOf = hashOf(sourcesOf(folder).map((name) => join(folder, name)));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === madeOf) return;
  rmSync(stamp, { force: true });
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, 'build', folder], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '', // what playwright.config.ts has is for tests only
      NEXT_TELEMETRY_DISABLED: '1',
    },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The build for the tests failed:\n${stdout}${stderr}`);
  writeFileSync(stamp, madeOf);
}

/** A hash of the names and contents of these files, and of all files in these folders. */
export function hashOf(paths: string[]): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    if (statSync(path).isDirectory())
      readdirSync(path)
        .sort()
        .forEach((name) => {
          add(join(path, name));
        });
    else hash.update(`${path}\0`).update(readFileSync(path));
  };
  paths.sort().forEach(add);
  return hash.digest('hex');
}
