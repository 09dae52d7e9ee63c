import { appPaths } from '../paths';

/** Longer paths would crowd the transaction cookie, so they are not kept. */
const maxLength = 512;

/** The routes of the sign-in, and pages that only say why another one can't be shown. */
const neverBackTo = ['/api/logto', appPaths.authError, appPaths.forbidden];

/**
 * The path to go back to after a sign-in, from an untrusted value: always a path of this app, and
 * never a sign-in route or a page that only says why another one can't be
 * shown. Anything else becomes `/`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.11.1 (open redirects at the client)
 */
export function toReturnPath(value: string | null | undefined): string {
  if (!value?.startsWith('/')) return '/';
  // A base that no value can name by accident: whatever resolves to it has kept to paths.
  const base = new URL('https://app.invalid');
  const url = URL.parse(value, base);
  if (url?.origin !== base.origin || /^\/[/\\]/.test(url.pathname)) return '/';
  const plain = decodePath(url.pathname).toLowerCase().replace(/\/+/g, '/');
  if (neverBackTo.some((entry) => `${plain}/`.startsWith(`${entry}/`))) return '/';
  const path = url.pathname + url.search + url.hash;
  return path.length > maxLength ? '/' : path;
}

/** Percent-decodes a path; a malformed one is returned as it is. */
function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
