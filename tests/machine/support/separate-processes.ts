import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalLogto, type LocalLogto } from '@/dev/logto/server';
import { freePort, secret, startApp, type App } from '../../support/app';
import { test as base } from '../../support/fixtures';
import { startRedis } from './redis';
import { copyBuild, copyBuildWithoutMiddleware } from './without-middleware';

/** The app in four processes, as a platform of functions runs it. They share a Redis, and nothing else. */
export interface Separated {
  /** The server that the browser and Logto reach. It runs the middleware, and passes on the requests that this allows. */
  middleware: App;
  /** All that isn't below `/api`; without a middleware. */
  pages: App;
  /** The routes that browsers are sent to: sign-in, sign-out, refresh. */
  doors: App;
  /** All other routes: the callback, and what Logto and scripts call. */
  routes: App;
  logto: LocalLogto;
}

/** As `test` of the fixtures, with the app in separate processes, once for each worker. */
export const test = base.extend<object, { separated: Separated }>({
  separated: [
    async ({}, use) => {
      const directory = mkdtempSync('test-results/processes-');
      const [port, redis] = [await freePort(), await startRedis()];
      const baseUrl = `http://localhost:${port}`;
      const registration = { id: 'test-app', secret: secret(), baseUrl };
      const webhookSigningKey = secret();
      const logto = await startLocalLogto({
        app: registration,
        webhookSigningKey,
        settings: { rotation: 'always', refreshTokenGrace: 0 },
      });
      const variables = {
        LOGTO_APP_SECRET: registration.secret,
        LOGTO_WEBHOOK_SIGNING_KEY: webhookSigningKey,
        SESSION_SECRET: secret(),
        BASE_URL: baseUrl,
        REDIS_URL: redis.url,
        VERCEL: '1',
      };
      const bare = join(directory, 'without-middleware');
      copyBuildWithoutMiddleware(bare);
      const [pages, doors, routes] = await Promise.all(
        [0, 1, 2].map(() => startApp(logto.endpoint, variables, undefined, bare)),
      );
      if (!pages || !doors || !routes) throw new Error('A process is missing');
      const front = join(directory, 'middleware');
      copyBuild(front);
      addRewrites(front, [
        ['/api/logto/:door(sign-in|sign-out|refresh)', `${doors.localUrl}/api/logto/:door`],
        ['/api/:path*', `${routes.localUrl}/api/:path*`],
        ['/:path*', `${pages.localUrl}/:path*`],
      ]);
      const middleware = await startApp(logto.endpoint, variables, port, front);
      await use({ middleware, pages, doors, routes, logto });
      for (const app of [middleware, pages, doors, routes, redis]) await app.stop();
      await logto.close();
      rmSync(directory, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

/** Makes Next pass on all requests that its middleware allows to other servers, and none to its own pages and routes. */
function addRewrites(directory: string, rewrites: [source: string, destination: string][]): void {
  const path = join(directory, '.next/routes-manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const beforeFiles = rewrites.map(([source, destination]) => ({ source, destination }));
  const changed = { ...manifest, rewrites: { beforeFiles, afterFiles: [], fallback: [] } };
  writeFileSync(path, JSON.stringify(changed));
}
