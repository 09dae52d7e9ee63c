import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { z } from 'zod';
import type { Account, Accounts } from './accounts';
import type { LogtoData } from './options';

/** Logto's levels of assurance, as in `acr_values_supported`, the lower one first. */
export const acrValues = ['urn:logto:acr:1fa', 'urn:logto:acr:mfa'] as const;

type Acr = (typeof acrValues)[number];

const [firstFactor, multiFactor] = acrValues;

/** The code of every demo account with a second factor. The sign-in page shows it. */
export const demoCode = '123456';

/** Authentication methods by their names in RFC 8176: password, one-time code, another provider. */
export type Method = 'pwd' | 'otp' | 'fed';

/**
 * Returns the claims about a sign-in with these methods (OpenID Connect Core 1.0, section 2): password and code
 * together meet `mfa`, a federated sign-in meets no level.
 */
export function authenticationBy(methods: readonly string[]): { acr?: Acr; amr: string[] } {
  const amr = [...new Set(methods.filter((method) => method !== 'mfa'))];
  const own = amr.filter((method) => method === 'pwd' || method === 'otp');
  if (own.length === 2) return { acr: multiFactor, amr: [...amr, 'mfa'] };
  return own.length === 1 ? { acr: firstFactor, amr } : { amr };
}

/** Returns the methods that the account needs for a level; `undefined` if it can't reach the level. */
function methodsFor(account: Account, wanted: Acr): Method[] | undefined {
  if (account.password === null || account.federated) return undefined;
  if (wanted === firstFactor) return ['pwd'];
  return account.secondFactor ? ['pwd', 'otp'] : undefined;
}

const stepUpSchema = z.object({
  stepUp: z.object({ missing: z.array(z.enum(['pwd', 'otp'])), kept: z.array(z.string()) }),
});

/** Methods that a signed-in user still has to use (`missing`), and those that still count (`kept`). */
export type StepUp = z.infer<typeof stepUpSchema>['stepUp'];

/** Reads the step-up from the details of an interaction's prompt; `undefined` for an ordinary sign-in. */
export const readStepUp = (details: unknown): StepUp | undefined =>
  stepUpSchema.safeParse(details).data?.stepUp;

/**
 * The rules for when a sign-in shows a page. There is no consent page, but `prompt=consent` stays valid, because
 * `offline_access` depends on it. A suspended account must sign in again, and can't. A one-time token is redeemed
 * also by a browser that is signed in.
 */
export function signInPolicy({
  accounts,
  settings: { stepUp },
}: LogtoData): interactionPolicy.DefaultPolicy {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy.get('consent')?.checks.clear();
  const checks = policy.get('login')?.checks;
  checks?.add(
    new Check('account_suspended', 'the account is suspended', ({ oidc }: KoaContextWithOIDC) =>
      Boolean(oidc.session?.accountId && !oidc.account),
    ),
  );
  checks?.add(
    new Check('one_time_token', 'a one-time token is to be redeemed', ({ oidc }) =>
      Boolean(oidc.session?.accountId && oidc.params?.['one_time_token'] && !oidc.result?.login),
    ),
  );
  // The first check, so that `prompt=none` gets its error.
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
 * Finds the step-up that a signed-in user needs for the request's `acr_values`. A user who isn't signed in
 * first gets the ordinary page.
 *
 * @throws `unmet_authentication_requirements` if Logto knows none of the levels, or this user can't reach any
 * @see https://openid.net/specs/openid-connect-unmet-authentication-requirements-1_0.html
 */
function findStepUp({ oidc }: KoaContextWithOIDC, accounts: Accounts): StepUp | undefined {
  const { params, session } = oidc;
  if (typeof params?.acr_values !== 'string') return undefined;
  const requested = params.acr_values
    .split(' ')
    .flatMap((value) => acrValues.filter((acr) => acr === value));
  if (requested.length === 0) throw unmet();

  const account = accounts.get(session?.accountId ?? '');
  if (!session || !account || account.suspended) return undefined;
  const tooOld = params.max_age !== undefined && session.past(Number(params.max_age));
  const isFresh = oidc.result?.login !== undefined || !(oidc.prompts.has('login') || tooOld);
  const isMet = requested.some((acr) => session.acr === acr || session.acr === multiFactor);
  if (isFresh && isMet) return undefined;

  const methods = requested.map((acr) => methodsFor(account, acr)).find((needed) => needed);
  if (!methods) throw unmet();
  const kept = isFresh ? (session.amr ?? []) : [];
  return stepUpSchema.parse({
    stepUp: { missing: methods.filter((method) => !kept.includes(method)), kept },
  }).stepUp;
}

const unmet = () =>
  new errors.UnmetAuthenticationRequirements('the requested level can not be reached');
