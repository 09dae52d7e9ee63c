import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError, codeOf } from '../errors';
import { logEvent } from '../log';
import { tokenKey, type TokenTarget } from '../logto/token-target';
import { refreshTokens, type Tokens } from '../logto/tokens';
import {
  findAccessToken,
  isOutdated,
  renewSession,
  withRefreshToken,
  type Session,
} from './session';
import { getStore, type EndReason, type Lease, type SessionStore } from './store';

/** The result that a caller needs from a renewal. */
export interface RenewalJob {
  /** An access token for this; without it, new claims. */
  token?: TokenTarget | undefined;
  /** The claims must have been issued after this second, by Logto's clock. */
  claimsAfter?: number | undefined;
  /** Access tokens to bring as well if Logto issues them. */
  also?: readonly TokenTarget[] | undefined;
}

/**
 * Renews a session, which only one instance at a time does: reads the newest state, asks Logto for what is missing, and
 * stores each answer before the next step.
 * @returns the newest state. `error` is set if something wanted is missing: those of `refreshTokens`,
 *   `offline_access_missing`, `unavailable`, `session_ended`, `session_replaced`. Never throws
 */
export async function renew(
  shown: Session,
  job: RenewalJob,
  store: SessionStore = getStore(),
  askLogto = refreshTokens,
): Promise<{ session: Session; error?: unknown }> {
  let session = shown;
  let error: unknown;
  /** If Redis fails, the browser still gets this session in its cookie. */
  const keep = async (next: Session) => {
    session = next;
    await store.put(next).catch(() => undefined);
  };
  /** This read must not count as the browser showing the newest session. */
  const readStatus = () => store.read({ ...session, generation: -1 });
  const refresh = async (lease: Lease, target: TokenTarget): Promise<Tokens> => {
    const { refreshToken, claims } = session;
    if (refreshToken === undefined) throw new AuthError('offline_access_missing');
    return askLogto({ refreshToken, claims }, target, {
      beforeUse: () => {
        lease.assertHeld();
      },
      // Stored first: the old refresh token can't be used again, even if the rest is invalid.
      onRotated: (rotated) => keep(withRefreshToken(session, rotated)),
    });
  };
  try {
    await store.withLock(shown.id, async (lease) => {
      const { endReason, newest, claimsOutdatedAt = -1 } = await readStatus();
      if (endReason) throw endedError(endReason);
      if (newest && newest.generation >= shown.generation) session = newest;

      const { token, claimsAfter = -1, also = [] } = job;
      if (!isEnough(session, shown, job)) {
        let tokens = await refresh(lease, token ?? {});
        // `iat` has whole seconds. In the same second as the change, wait and ask once more.
        if (tokens.claims.iat <= claimsAfter) {
          await sleep(1_000);
          tokens = await refresh(lease, token ?? {});
        }
        // With new claims, the access tokens must show new rights, too. An access token also brings new claims.
        const dropsTokens = token === undefined || session.claims.iat <= claimsOutdatedAt;
        const base = dropsTokens ? { ...session, accessTokens: {} } : session;
        await keep(renewSession(base, tokens, tokenKey(token ?? {})));
        logEvent('session_refreshed', shown.id);
        // Logto's clocks differ; asking again now wouldn't help.
        if (tokens.claims.iat <= claimsAfter) throw new AuthError('provider_unreachable');
      }
      for (const target of also) {
        if (findAccessToken(session, tokenKey(target)) !== undefined) continue;
        try {
          const tokens = await refresh(lease, target); // which may change `session`
          await keep(renewSession(session, tokens, tokenKey(target)));
        } catch (refusal) {
          // A user who lost a membership simply doesn't get that organization's token.
          if (!['access_denied', 'invalid_target'].includes(codeOf(refusal))) throw refusal;
        }
      }
    });
  } catch (failure) {
    error = failure;
  }
  if (codeOf(error) === 'session_ended') await store.end(session, 'ended').catch(() => false);
  if (error === undefined || session.generation > shown.generation) {
    // The cookie must not restore a session that ended in the meantime.
    const status = await readStatus().catch(() => undefined);
    if (status?.endReason) error = endedError(status.endReason);
  }
  return { session, ...(error !== undefined && { error }) };
}

function isEnough(session: Session, shown: Session, { token, claimsAfter = -1 }: RenewalJob) {
  if (token !== undefined) return findAccessToken(session, tokenKey(token)) !== undefined;
  return (
    session.renewals > shown.renewals && !isOutdated(session) && session.claims.iat > claimsAfter
  );
}

const endedError = (reason: EndReason) =>
  new AuthError(reason === 'ended' ? 'session_ended' : 'session_replaced');
