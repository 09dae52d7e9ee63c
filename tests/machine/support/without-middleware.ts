import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { freePort, runApp, type App } from '../../support/app';
import { testBuild } from '../../support/build';
import { writeConfig } from './test-build';

/**
 * Copies the build, to change how Next runs it.
 *
 * @param directory an empty one, inside the project
 */
export function copyBuild(directory: string): void {
  cpSync(join(testBuild, '.next'), join(directory, '.next'), {
    recursive: true,
    filter: (source) => basename(source) !== 'cache',
  });
  writeConfig(directory);
}

/** Copies the build with one difference: its manifest lists no middleware. */
export function copyBuildWithoutMiddleware(directory: string): void {
  copyBuild(directory);
  writeFileSync(
    join(directory, '.next/server/functions-config-manifest.json'),
    JSON.stringify({ version: 1, functions: {} }),
  );
}

/**
 * Starts the same build as another instance of the app, without the middleware. So only the second check sees a request.
 *
 * @param directory an empty one, inside the project
 */
export async function startWithoutMiddleware(app: App, directory: string): Promise<App> {
  copyBuildWithoutMiddleware(directory);
  const port = await freePort();
  const running = runApp(port, app.variables, directory);
  await running.until('Ready in');
  return { ...app, ...running, localUrl: `http://localhost:${port}` };
}
