import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_BUILD } from 'next/constants.js';

/**
 * Headers that never change, on every answer. Those that depend on the request or on the
 * environment (the policy's nonce, HSTS) are added by `middleware.ts`.
 */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
];

const publicFolder = fileURLToPath(new URL('public', import.meta.url));
const appFolder = fileURLToPath(new URL('app', import.meta.url));

const publicFiles = existsSync(publicFolder)
  ? readdirSync(publicFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `/${relative(publicFolder, join(parentPath, name))}`)
      .map((path) => path.replaceAll('\\', '/'))
  : [];

const metadataFile =
  /^(favicon\.ico|(icon|apple-icon|opengraph-image|twitter-image)\d?\.\w+|(sitemap|robots|manifest)\.\w+)$/;

/** The addresses that Next gives to metadata files of the folder `app/` itself. One that is code may make several. */
const metadataFiles = (existsSync(appFolder) ? readdirSync(appFolder) : [])
  .filter((name) => metadataFile.test(name))
  .map((name) => {
    if (!/\.[jt]sx?$/.test(name)) return `/${name}`;
    const kind = name.replace(/\..*/, '');
    const code = readFileSync(join(appFolder, name), 'utf8');
    if (/\bgenerate(ImageMetadata|Sitemaps)\b/.test(code)) return `/${kind}/*`;
    const endings = { sitemap: '.xml', robots: '.txt', manifest: '.webmanifest' };
    return `/${kind}${Object.entries(endings).find(([each]) => each === kind)?.[1] ?? ''}`;
  });

/**
 * The paths of public files, one a line: for `lib/protected-paths.ts`. On Vercel, the middleware can't list them. These files
 * and no others, because any other name may be a page's: `/icon/notes` is one of `app/[locale]/notes`.
 */
const openFiles = [...publicFiles.filter((path) => !path.endsWith('/*')), ...metadataFiles];

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  env: { PUBLIC_FILES: openFiles.join('\n') },
  // Next's image optimizer would be open to everybody, and no page uses it.
  images: { unoptimized: true },
  // The middleware doesn't run there. Without this, a page such as `app/[...path]` is shown where there is no file.
  rewrites: () =>
    Promise.resolve([{ source: '/_next/static/:path*', destination: '/api/no-such-file' }]),
  headers: () => Promise.resolve([{ source: '/:path*', headers: securityHeaders }]),
};

/**
 * Development: `BASE_URL` may be the address of a tunnel, which Next then trusts. And browsers keep the cookies
 * of 127.0.0.1 and of localhost apart, so the app has one address, to which Logto leads back.
 *
 * @returns {import('next').NextConfig}
 */
function developmentConfig() {
  const url = new URL(process.env.BASE_URL || 'http://localhost:3000');
  const isTunnel = url.protocol === 'https:';
  const elsewhere = {
    source: '/:path*',
    has: [{ type: /** @type {const} */ ('host'), value: '127\\.0\\.0\\.1' }],
    destination: `${url.origin}/:path*`,
    permanent: false,
  };
  const { experimental, redirects } = config;
  const serverActions = { ...experimental?.serverActions, allowedOrigins: [url.host] };
  return {
    ...config,
    ...(isTunnel && {
      allowedDevOrigins: [url.hostname],
      experimental: { ...experimental, serverActions },
    }),
    redirects: async () => [
      ...((await redirects?.()) ?? []),
      ...(url.hostname === 'localhost' ? [elsewhere] : []),
    ],
  };
}

/**
 * With `trailingSlash: true`, Next redirects every address without a slash at its end: Logto's calls, too, which must not be
 * redirected. Then only pages are.
 *
 * @param {import('next').NextConfig} config
 * @returns {import('next').NextConfig}
 */
function withSlashesForPages(config) {
  if (!config.trailingSlash) return config;
  const toSlash = {
    source: '/:page((?!api/|_next/|\\.well-known/|.*/$)(?:[^/]+/)*[^/.]+)',
    destination: '/:page/',
    permanent: true,
  };
  const redirects = async () => [...((await config.redirects?.()) ?? []), toSlash];
  return { ...config, skipTrailingSlashRedirect: true, redirects };
}

/**
 * A build also makes `.next/standalone`, for the Dockerfile. `next start`, which reads this file again, has
 * no use for it and would print a warning.
 *
 * @param {string} phase
 * @returns {import('next').NextConfig}
 */
function configFor(phase) {
  if (phase === PHASE_DEVELOPMENT_SERVER) return withSlashesForPages(developmentConfig());
  const output = phase === PHASE_PRODUCTION_BUILD ? /** @type {const} */ ('standalone') : undefined;
  return withSlashesForPages({ ...config, output });
}

export default configFor;
