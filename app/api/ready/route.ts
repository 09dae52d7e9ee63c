import { ConfigError, getConfig } from '@/lib/config';
import { jsonResponse } from '@/lib/http/response';
import { checkReadiness, type Readiness } from '@/lib/user/readiness';

/** The time for which an answer is reused, so that many requests here don't cause many requests to Logto and Redis. */
const maxAgeMilliseconds = 5_000;

let latest: { answer: Promise<Readiness>; at: number } | undefined;

/** For alerts: says whether Logto and Redis answer. Reads no session. */
// public: says only whether Logto and Redis answer
export async function GET() {
  const problems = environmentProblems();
  if (problems.length > 0) {
    const headers = { 'Cache-Control': 'no-store' };
    return Response.json({ status: 'not_ready', problems }, { status: 503, headers });
  }
  if (!latest || performance.now() - latest.at > maxAgeMilliseconds)
    latest = { answer: checkReadiness(), at: performance.now() };
  const answer = await latest.answer;
  const isReady = Object.values(answer).every((state) => state === 'ok');
  return isReady
    ? jsonResponse({ status: 'ready' })
    : jsonResponse({ status: 'not_ready', ...answer }, 503);
}

/** The problems of the environment, without any value. Only Vercel lets the app run with them. */
function environmentProblems(): readonly string[] {
  try {
    getConfig();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}
