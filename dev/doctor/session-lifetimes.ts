import type { Config } from '../../lib/config';
import { ok, type Finding } from './check';

const day = 24 * 60 * 60;

/** Logto's default for the life of a refresh token. Only the Management API knows the application's own setting. */
const refreshTokenDays = 14;

/** The default of `SESSION_ABSOLUTE_SECONDS`. */
const absoluteDays = 30;

/** Compares the lifetimes of sessions with the refresh token's: without one, a session can't be renewed. */
export function checkSessionLifetimes(config: Config): Finding {
  const inactivity = config.sessionInactivitySeconds / day;
  const absolute = config.sessionAbsoluteSeconds / day;
  const found = `Sessions end after ${inDays(inactivity)} without activity, and after ${inDays(absolute)} in any case`;
  const page = "on the application's page in Logto's Console";
  if (inactivity > refreshTokenDays)
    return ok(
      `${found}, if Logto's refresh token lives as long. Its default is ${refreshTokenDays} days; this command can't read your setting.`,
      `Set “Refresh token time to live” to ${Math.ceil(inactivity)} days or more ${page}, or lower SESSION_INACTIVITY_SECONDS: an inactive session ends with its refresh token.`,
    );
  if (absolute > absoluteDays)
    return ok(
      `${found}, if Logto replaces its refresh token in time. It does so by default; this command can't read your setting.`,
      `Leave “Rotate refresh token” on ${page}, or lower SESSION_ABSOLUTE_SECONDS: without it, a session ends with its first refresh token, by default after ${refreshTokenDays} days.`,
    );
  return ok(`${found}.`);
}

const inDays = (days: number) => `${Number(days.toFixed(2))} ${days === 1 ? 'day' : 'days'}`;
