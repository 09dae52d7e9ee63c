/**
 * Calls the application for oidc-provider (OpenID Connect Back-Channel Logout 1.0), whose own function
 * refuses loopback addresses. A failed call rejects, and oidc-provider emits `backchannel.error`.
 */
export async function callApplication(
  input: string | URL | Request,
  { method, headers, body, redirect, signal }: RequestInit = {},
): Promise<Response> {
  const response = await fetch(input, {
    ...(method && { method }),
    ...(headers && { headers }),
    ...(body && { body }),
    ...(redirect && { redirect }),
    ...(signal && { signal }),
  });
  // An unread answer would keep the connection open.
  await response.body?.cancel();
  return response;
}
