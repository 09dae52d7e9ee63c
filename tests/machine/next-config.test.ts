import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PHASE_PRODUCTION_SERVER } from 'next/constants';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';

/** Within the project, so that the settings find Next. */
const folder = 'test-results/next-config';

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An owner's settings may be an object, a function, or an async function. */
const moduleSchema = z.object({
  default: z.union([
    z.custom<(phase: string) => unknown>((value) => typeof value === 'function'),
    z.looseObject({}),
  ]),
});
const settingsSchema = z.object({ env: z.object({ PUBLIC_FILES: z.string() }) });

/** Returns the paths that the settings call public in an app with these files. */
async function openFilesOf(name: string, files: Record<string, string>): Promise<string[]> {
  const app = join(folder, name);
  rmSync(app, { recursive: true, force: true });
  for (const [file, content] of Object.entries({ 'app/page.tsx': '', ...files })) {
    mkdirSync(dirname(join(app, file)), { recursive: true });
    writeFileSync(join(app, file), content);
  }
  copyFileSync('next.config.mjs', join(app, 'next.config.mjs'));
  const loaded: unknown = await import(pathToFileURL(join(app, 'next.config.mjs')).href);
  const { default: own } = moduleSchema.parse(loaded);
  const settings: unknown = await (typeof own === 'function' ? own(PHASE_PRODUCTION_SERVER) : own);
  return settingsSchema.parse(settings).env.PUBLIC_FILES.split('\n').sort();
}

test('the files of public/ and the app’s own metadata files are public, and no other names', async () => {
  expect(await openFilesOf('none', {})).toEqual(['']);
  const files = {
    'public/logo.png': '',
    'public/images/a b.png': '',
    'public/images/*': '',
    'app/favicon.ico': '',
    'app/icon.svg': '',
    'app/icon1.png': '',
    'app/apple-icon.tsx': 'export default function Icon() {}',
    'app/opengraph-image.tsx': 'export const generateImageMetadata = () => [];',
    'app/opengraph-image.alt.txt': '',
    'app/sitemap.ts': 'export async function generateSitemaps() {}',
    'app/robots.ts': '',
    'app/manifest.ts': '',
    'app/icons.tsx': '',
    'app/notes/icon.png': '',
  };
  expect(await openFilesOf('all', files)).toEqual(
    [
      '/logo.png',
      '/images/a b.png',
      '/favicon.ico',
      '/icon.svg',
      '/icon1.png',
      '/apple-icon',
      '/opengraph-image/*',
      '/sitemap/*',
      '/robots.txt',
      '/manifest.webmanifest',
    ].sort(),
  );
  const others = { 'app/sitemap.xml': '', 'app/robots.txt': '', 'app/manifest.json': '' };
  expect(await openFilesOf('others', { ...others, 'app/twitter-image2.js': '' })).toEqual([
    '/manifest.json',
    '/robots.txt',
    '/sitemap.xml',
    '/twitter-image2',
  ]);
});
