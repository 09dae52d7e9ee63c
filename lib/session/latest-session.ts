import 'server-only';
import { AuthError } from '../errors';
import { processWide } from '../process/process-wide';
import { standingOf } from './revocations';
import { renewShared } from './shared-session';
import { newer, type Session } from './session';

/** Milliseconds a session is remembered after its renewal, for requests that come with an older cookie. */
const memory = 10 * 60_000;

/** How many sessions are remembered; beyond that, the one renewed longest ago is forgotten. */
const most = 5_000;

interface Line {
  latest: Session;
  /** Settles when the last renewal that was asked for has ended. */
  tail: Promise<unknown>;
  forget: NodeJS.Timeout;
}

const lines = processWide('sessions under renewal', () => new Map<string, Line>());

/**
 * Renews a session, one renewal at a time, always from its newest state: a refresh token is never
 * spent twice, whatever cookie a request comes with. Who asks for what another renewal has just
 * brought gets that, without a request.
 *
 * @param session as the request's cookie has it; perhaps not the newest
 * @param isEnough whether this state already has what is asked for
 * @param renew asks for more; what it throws reaches the caller, and leaves the state as it was
 * @throws {AuthError} `session_ended` when the user signed out meanwhile
 */
export async function renewLatest(
  session: Session,
  isEnough: (latest: Session) => boolean,
  renew: (latest: Session) => Promise<Session>,
): Promise<Session> {
  const line = lineOf(session);
  const turn = line.tail.then(async () => {
    line.latest = newer(line.latest, session);
    if (!isEnough(line.latest)) line.latest = await renewShared(line.latest, isEnough, renew);
  });
  line.tail = turn.catch(() => undefined);
  await turn;
  // All who ask at the same time leave with the same, last state: it doesn't matter in which order
  // their cookies reach the browser.
  for (let tail; tail !== line.tail;) {
    tail = line.tail;
    await tail;
  }
  // Signed out meanwhile: that must not bring the session back.
  if ((await standingOf(session)).ending) throw new AuthError('session_ended');
  return line.latest;
}

/** The session's line, put last: of too many, the first is forgotten. */
function lineOf(session: Session): Line {
  const { id } = session;
  const line = lines.get(id) ?? {
    latest: session,
    tail: Promise.resolve(),
    forget: setTimeout(() => lines.delete(id), memory).unref(),
  };
  line.forget.refresh();
  lines.delete(id);
  lines.set(id, line);
  const [oldest] = lines.keys();
  if (lines.size > most && oldest !== undefined) lines.delete(oldest);
  return line;
}
