/**
 * The paths that need a signed-in user, each with everything below it. To protect a page, add its
 * path here; in the page itself, call `requireUser()`: the data is guarded where it is read. Route
 * handlers below `/api` don't belong here: they use `withUser()`.
 */
const protectedPaths = [
  '/account',
  '/profile',
  '/orders', // demo
  '/organizations', // demo
  // Add yours here.
];

/**
 * Whether the middleware asks for a session before it lets a request through. Spellings that Next
 * might resolve to the same page (encoded, doubled slashes, another case), and the addresses under which
 * its router fetches parts of that page (`/profile.rsc`, `/profile.segments/…`), count as that page.
 */
export function isProtected(pathname: string): boolean {
  const path = normalize(pathname);
  return protectedPaths
    .map(normalize)
    .some((entry) => path === entry || path.startsWith(`${entry}/`));
}

function normalize(pathname: string): string {
  let path = pathname;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    // Malformed encoding is compared as it stands; the middleware answers it with 400.
  }
  return path
    .toLowerCase()
    .replace(/[/\\]+/g, '/')
    .replace(/\.(?:segments|prefetch|rsc|action)(?=[./]|$).*$/s, '');
}
