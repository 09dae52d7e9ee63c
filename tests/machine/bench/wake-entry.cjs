/**
 * Loads one of the functions that `next build` made, as a platform does when it wakes, and prints the
 * milliseconds of CPU time that took. Next's own server comes before it, and doesn't count: the platform has its own.
 *
 * Arguments: the folder of the build, and the function's file below `.next/server`.
 */
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [folder, file] = process.argv.slice(2);
const load = createRequire(join(folder, 'index.js'));
process.chdir(folder);
load('next/dist/server/node-environment');
load('next/dist/server/next-server');

async function wake() {
  const before = process.cpuUsage();
  const loaded = await load(`./.next/server/${file}`);
  // What a function is made of is loaded when it is first asked: Next has no other name for that.
  const { routeModule } = loaded;
  if (routeModule) {
    await routeModule.ensureUserland?.();
    await routeModule.userland?.waitUntilLoaded?.();
    await routeModule._lazyUserland?.waitUntilLoaded();
    await loadTree(routeModule.userland?.loaderTree);
  } else await (loaded.default?.default ?? loaded.default);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${(user + system) / 1000}\n`);
}

/** Layouts and pages, each in a function of its own. */
async function loadTree(tree) {
  const [, children = {}, modules = {}] = tree ?? [];
  for (const entry of Object.values(modules))
    if (typeof entry?.[0] === 'function') await entry[0]();
  for (const child of Object.values(children)) await loadTree(child);
}

void wake();
