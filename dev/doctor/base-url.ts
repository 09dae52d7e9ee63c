import { z } from 'zod';
import type { Config } from '../../lib/config';
import { ask, NoAnswer } from '../ask';
import { ok, warning, type Finding } from './check';

const health = z.object({ status: z.literal('ok') });

/** Checks that the address is fit for production, and asks the app there for its health. It need not be running. */
export async function checkBaseUrl(
  { baseUrl, secure }: Config,
  production: boolean,
): Promise<Finding> {
  if (production && !secure)
    return warning(
      `BASE_URL is ${baseUrl}: nobody else can open it, and cookies are not Secure.`,
      'In production set BASE_URL to the public address of the app, which starts with https://.',
    );
  try {
    const { status, body } = await ask(`${baseUrl}/api/health`);
    if (status === 200 && health.safeParse(body).success)
      return ok(`The app is running at ${baseUrl}.`);
    return warning(
      `Something answers at ${baseUrl}, but not this app (HTTP ${status}).`,
      'Start the app there, check the proxy, or correct BASE_URL.',
    );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const { kind, message } = error;
    if (kind === 'absent')
      return ok(
        `The app does not answer at ${baseUrl} (${message}). That is fine if it is not running.`,
      );
    return warning(
      `Something answers at ${baseUrl}, but ${message}.`,
      kind === 'certificate' ? certificateFix : 'Check which program listens there.',
    );
  }
}

const certificateFix =
  "Browsers will warn of it, and Logto won't call the app. Replace it, or have the proxy send the intermediate certificates too. If you issued it yourself, set NODE_EXTRA_CA_CERTS to its file and run this again.";
