import { z } from 'zod';
import type { Config } from '../../lib/config';
import { ask, NoAnswer } from '../ask';
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
  try {
    const { status, body } = await ask(`${baseUrl}/api/health`);
    if (status === 200 && health.safeParse(body).success)
      return ok(`The app is running at ${baseUrl}.`);
    return warning(
      `Something answers at ${baseUrl}, but not this app (HTTP ${status}).`,
      'Start the app there, look at the proxy before it, or mend BASE_URL.',
    );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const { kind, message } = error;
    if (kind === 'absent')
      return ok(
        `The app does not answer at ${baseUrl} (${message}): fine as long as it isn't running there.`,
      );
    return warning(
      `Something answers at ${baseUrl}, but ${message}.`,
      kind === 'certificate' ? certificateMend : 'Look at what listens there.',
    );
  }
}

const certificateMend =
  "People's browsers will say so, and Logto won't call the app. Replace it, or have the proxy send the intermediate certificates with it. For a certificate of your own, set NODE_EXTRA_CA_CERTS to its file, and run this again.";
