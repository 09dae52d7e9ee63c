import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

/**
 * When a sign-in has to show a page. Consent is never asked for, but stays a known `prompt`, which
 * `offline_access` depends on. A suspended account is asked to sign in again, which it can't.
 */
export function signInPolicy(): interactionPolicy.DefaultPolicy {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy.get('consent')?.checks.clear();
  policy
    .get('login')
    ?.checks.add(
      new Check('account_suspended', 'the account is suspended', ({ oidc }: KoaContextWithOIDC) =>
        Boolean(oidc.session?.accountId && !oidc.account),
      ),
    );
  return policy;
}
