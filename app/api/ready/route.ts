import { jsonResponse } from '@/lib/http/response';
import { checkReadiness, type Readiness } from '@/lib/user/readiness';

/** The time for which an answer is repeated, so that callers can't make this app ask Logto and Redis at will. */
const maxAgeMilliseconds = 5_000;

let latest: { answer: Promise<Readiness>; at: number } | undefined;

/** For load balancers that want to know more than `/api/health`: whether Logto and Redis answer. Reads no session. */
// public: says only whether Logto and Redis answer
export async function GET() {
  if (!latest || performance.now() - latest.at > maxAgeMilliseconds)
    latest = { answer: checkReadiness(), at: performance.now() };
  const answer = await latest.answer;
  const isReady = Object.values(answer).every((state) => state === 'ok');
  return isReady
    ? jsonResponse({ status: 'ready' })
    : jsonResponse({ status: 'not_ready', ...answer }, 503);
}
