import type { Grant, KoaContextWithOIDC } from 'oidc-provider';

/**
 * Grants a first-party application everything that it requests and the user may have, without a consent
 * page. There is one grant per application and session, which later sign-ins extend.
 */
export async function grantEverything({ oidc }: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { provider, session, client, account } = oidc;
  if (!session || !client || !account) return undefined;

  const grantId = session.grantIdFor(client.clientId);
  const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant =
    existing?.accountId === account.accountId
      ? existing
      : new provider.Grant({ accountId: account.accountId, clientId: client.clientId });

  grant.addOIDCScope(oidc.requestParamOIDCScopes);
  for (const [indicator, { scopes }] of Object.entries(oidc.resourceServers ?? {})) {
    const available = [...oidc.requestParamScopes].filter((scope) => scopes.has(scope));
    grant.addResourceScope(indicator, available);
  }
  await grant.save();
  return grant;
}
