import { appPaths, decodePath } from '../paths';

/** The middleware always puts the path into this header, because a page can't see its own path. */
export const requestPathHeader = 'x-request-path';

const maxCharacters = 2_048;

/** The sign-in routes, and pages that only say why another page can't be shown. */
const neverBackTo = ['/api/logto', appPaths.authError, appPaths.forbidden];

/**
 * Returns the path to go back to after a sign-in, from an untrusted value: a path of this app, without its query if it
 * is too long. Anything else, and a path that would lead in circles, becomes `/`.
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.11.1 (open redirects at the client)
 */
export function toReturnPath(value: string | null | undefined): string {
  if (!value?.startsWith('/')) return '/';
  // `.invalid` is never a real host. Whatever resolves to it is treated as a path.
  const base = new URL('https://app.invalid');
  const url = URL.parse(value, base);
  if (url?.origin !== base.origin || /^\/[/\\]/.test(url.pathname)) return '/';
  const plain = decodePath(url.pathname).toLowerCase().replace(/\/+/g, '/');
  if (neverBackTo.some((entry) => `${plain}/`.startsWith(`${entry}/`))) return '/';
  const path = url.pathname + url.search + url.hash;
  return [path, url.pathname].find(({ length }) => length <= maxCharacters) ?? '/';
}
