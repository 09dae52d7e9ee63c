import { decodePath } from './paths';

/**
 * The paths that need a signed-in user, each with everything below it. To protect a page, add its path here, and call
 * `requireUser()` in the page itself, where the data is read. Route handlers below `/api` use `withUser()` instead.
 */
const protectedPaths = [
  '/account',
  '/profile',
  '/orders', // demo
  '/organizations', // demo
  // Add yours here.
];

/**
 * Returns whether a path needs a session. Other spellings that Next might resolve to the same page (encoded, doubled
 * slashes, another case) and parts of it that its router fetches (`/profile.rsc`, `/profile.segments/…`) need one, too.
 */
export function isProtected(pathname: string): boolean {
  const path = normalize(pathname);
  return protectedPaths.some((entry) => `${path}/`.startsWith(`${normalize(entry)}/`));
}

function normalize(pathname: string): string {
  return decodePath(pathname)
    .toLowerCase()
    .replace(/[/\\]+/g, '/')
    .replace(/\.(?:segments|prefetch|rsc|action)(?=[./]|$).*$/s, '');
}
