import 'server-only';
import { now } from '../process/clock';
import { ExpiringVersions } from '../process/expiring-versions';
import { processWide } from '../process/process-wide';
import { getSharedStore } from '../process/shared-store';
import { toleranceSeconds } from './revocations';

/** Without Redis, the logout tokens that this process has seen. */
const logoutTokensInProcess = processWide('logout tokens', () => new ExpiringVersions());

/**
 * Spends a logout token.
 *
 * @param jti its id
 * @param exp its end, in seconds since the epoch
 * @returns whether this was the first time
 * @throws {AuthError} `unavailable` when Redis can't be reached
 */
export async function spendLogoutToken(jti: string, exp: number): Promise<boolean> {
  const seconds = Math.max(1, Math.ceil(exp - now())) + toleranceSeconds;
  const store = getSharedStore();
  return store
    ? store.acquireLock(`logto:logout-token:${jti}`, crypto.randomUUID(), seconds * 1000)
    : logoutTokensInProcess.setIfNewer(jti, 1, seconds);
}
