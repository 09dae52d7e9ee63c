/**
 * How oidc-provider calls the application (OpenID Connect Back-Channel Logout 1.0). Its own way
 * refuses loopback addresses, where the application is. A failed call rejects, which oidc-provider
 * turns into its `backchannel.error` event and nothing more.
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
  // Nobody reads the answer; leaving it unread would keep the connection open.
  await response.body?.cancel();
  return response;
}
