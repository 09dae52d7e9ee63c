import { z } from 'zod';
import type { Config } from '../../lib/config';
import { ask } from '../ask';
import { ok, warning, type Finding } from './check';

const health = z.object({ status: z.literal('ok') });

/** Whether the app may go into production at this address. That it isn't running is only noted. */
export async function checkBaseUrl(
  { baseUrl, secure }: Config,
  production: boolean,
): Promise<Finding> {
  if (production && !secure)
    return warning(
      `BASE_URL is ${baseUrl}: nobody else can open that, and cookies are not Secure.`,
      'In production set BASE_URL to the public address of the app, which starts with https://.',
    );
  const answer = await ask(`${baseUrl}/api/health`).catch(() => undefined);
  return answer?.status === 200 && health.safeParse(answer.body).success
    ? ok(`The app is running at ${baseUrl}.`)
    : ok(`The app does not answer at ${baseUrl}: fine as long as it isn't running there.`);
}
