import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError, codeOf, isTransient } from '../errors';
import { logEvent } from '../log';
import { tokenKeyOf, type Wanted } from '../logto/token-target';
import { processWide } from '../process/process-wide';
import { getSharedStore } from '../process/shared-store';
import type { Cookies } from '../session/cookies';
import type { Attempt } from '../session/attempt';
import { Renewals } from '../session/renewals';
import { endSession, standingOf } from '../session/revocations';
import { packedSessionSchema, packSession } from '../session/packed-session';
import { seal, unseal } from '../session/seal';
import { clearSession, writeSession, type WrittenSession } from '../session/session-cookie';
import { findAccessToken, isOutdated } from '../session/freshness';
import type { Session } from '../session/session';
import { renewSession, rotateRefreshToken } from '../session/session-changes';
import { SharedRenewals, stateSeconds } from '../session/shared-renewals';
import { claimsOf } from './claims-of';

const codec = {
  encode: (state: Session) => seal('shared session', packSession(state), stateSeconds),
  decode: (text: string) => unseal('shared session', packedSessionSchema, text),
};

/** The process's one {@link Renewals}. */
export const getRenewals = () =>
  processWide('renewals', () => {
    const store = getSharedStore();
    const endingOf = async (state: Session) => (await standingOf(state)).ending;
    return new Renewals({ endingOf, endSession }, store && new SharedRenewals(store, codec));
  });

/** What {@link renew} is to bring. */
export interface Renewal {
  wanted: Wanted;
  /** Claims must have been issued after this second of Logto's clock. */
  claimsAfter?: number | undefined;
  /** Keys of access tokens that the page needs besides. */
  alsoNeeded?: readonly string[];
}

/**
 * Renews the session and writes its cookie: for route handlers and server actions, which can. A
 * server component can't; it leads the browser through `/api/logto/refresh`.
 *
 * @returns the session with what was wanted in it, and what of it fits the cookie
 * @throws {AuthError} those of `refreshTokens`, and `offline_access_missing`, `unavailable`. With
 *   `session_ended` the cookie is removed; with `session_replaced` it is another session's, and not touched
 */
export async function renew(
  cookies: Cookies,
  session: Session,
  { wanted, claimsAfter, alsoNeeded = [] }: Renewal,
): Promise<WrittenSession & { session: Session }> {
  const key = tokenKeyOf(wanted);
  const { state, isOver, error } = await getRenewals().enqueue(
    session.id,
    session,
    attemptFor(session, wanted, claimsAfter),
  );
  if (error !== undefined) logEvent('refresh_failed', session.id, error);
  if (isOver) clearSession(cookies);
  // A refresh token that was rotated must reach the browser, also where all else in the answer was refused.
  if (state && (error === undefined || state.generation > session.generation)) {
    const written = await writeSession(cookies, state, [key, ...alsoNeeded]);
    if (error === undefined) return { session: state, ...written };
  }
  throw error;
}

function attemptFor(session: Session, wanted: Wanted, claimsAfter = -1): Attempt {
  const key = tokenKeyOf(wanted);
  return {
    isEnough: (state) =>
      wanted === 'claims'
        ? state.renewals > session.renewals &&
          !isOutdated(state) &&
          claimsOf(state).iat > claimsAfter
        : findAccessToken(state, key) !== undefined,
    concernsAll: (error) => isTransient(error) || codeOf(error) === 'session_ended',
    async run(state = session, turn) {
      let latest = state;
      const refresh = async () => {
        if (latest.refreshToken === undefined) throw new AuthError('offline_access_missing');
        const target = wanted === 'claims' ? {} : wanted;
        // Imported here, and not above: most requests need nothing of Logto, and openid-client takes its time to load.
        const { refreshTokens } = await import('../logto/refresh');
        return refreshTokens(latest.refreshToken, latest.idToken, target, {
          before: turn.assertHeld,
          after: async (rotated) => {
            latest = rotateRefreshToken(latest, rotated);
            await turn.publish(latest);
          },
        });
      };
      let tokens = await refresh();
      if (tokens.origin.iat <= claimsAfter) {
        // What made claims old happened in this very second, and ID tokens count whole ones.
        await sleep(1_000);
        tokens = await refresh();
      }
      logEvent('session_refreshed', session.id);
      // With new claims, the tokens for resources and organizations are to be new, too.
      const base = wanted === 'claims' ? { ...latest, accessTokens: {} } : latest;
      return renewSession(base, tokens, key);
    },
  };
}
