import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { z } from 'zod';
import type { Accounts } from './accounts';
import { known, meets, methodsFor } from './authentication';
import type { LocalLogtoSettings } from './settings';

const stepUpSchema = z.object({
  stepUp: z.object({ missing: z.array(z.enum(['pwd', 'otp'])), kept: z.array(z.string()) }),
});

/** What a signed-in user still has to prove (`missing`), beside what is good already (`kept`). */
export type StepUp = z.infer<typeof stepUpSchema>['stepUp'];

/** The step-up that an interaction is for, from its prompt's details; `undefined` for an ordinary sign-in. */
export const readStepUp = (details: unknown): StepUp | undefined =>
  stepUpSchema.safeParse(details).data?.stepUp;

/**
 * When a sign-in has to show a page. Consent is never asked for, but stays a known `prompt`, which
 * `offline_access` depends on. A suspended account is asked to sign in again, which it can't.
 */
export function signInPolicy(
  accounts: Accounts,
  { stepUp }: LocalLogtoSettings,
): interactionPolicy.DefaultPolicy {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy.get('consent')?.checks.clear();
  const checks = policy.get('login')?.checks;
  checks?.add(
    new Check('account_suspended', 'the account is suspended', ({ oidc }: KoaContextWithOIDC) =>
      Boolean(oidc.session?.accountId && !oidc.account),
    ),
  );
  // First, so that `prompt=none` is answered with its error.
  if (stepUp)
    checks?.add(
      new Check(
        'acr_unmet',
        'the requested authentication context is not met',
        'unmet_authentication_requirements',
        (ctx) => findStepUp(ctx, accounts) !== undefined,
        (ctx) => ({ stepUp: findStepUp(ctx, accounts) }),
      ),
      0,
    );
  return policy;
}

/**
 * What a signed-in user has to prove for the `acr_values` of the request. Whoever is not signed in
 * does that first, on the ordinary page.
 *
 * @throws `unmet_authentication_requirements` where none of the levels is known, or in this user's reach
 * @see https://openid.net/specs/openid-connect-unmet-authentication-requirements-1_0.html
 */
function findStepUp({ oidc }: KoaContextWithOIDC, accounts: Accounts): StepUp | undefined {
  const { params, session } = oidc;
  if (typeof params?.acr_values !== 'string') return undefined;
  const requested = known(params.acr_values);
  if (requested.length === 0) throw unmet();

  const account = session?.accountId === undefined ? undefined : accounts.get(session.accountId);
  if (!session || !account || account.suspended) return undefined;
  const tooOld = params.max_age !== undefined && session.past(Number(params.max_age));
  const isFresh = oidc.result?.login !== undefined || !(oidc.prompts.has('login') || tooOld);
  if (isFresh && requested.some((acr) => meets(session.acr, acr))) return undefined;

  const [methods] = requested.flatMap((acr) => {
    const needed = methodsFor(account, acr);
    return needed ? [needed] : [];
  });
  if (!methods) throw unmet();
  const kept = isFresh ? (session.amr ?? []) : [];
  return stepUpSchema.parse({
    stepUp: { missing: methods.filter((method) => !kept.includes(method)), kept },
  }).stepUp;
}

const unmet = () =>
  new errors.UnmetAuthenticationRequirements('the requested level can not be reached');
