/**
 * Matches the error page's address with this code and this way on; it ends in a reference that is
 * different each time.
 */
export function errorPage(code: string, returnTo = '/'): RegExp {
  const query = new URLSearchParams({ code, return_to: returnTo }).toString();
  const literal = query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`/auth-error\\?${literal}&reference=[\\da-f-]{36}$`);
}
