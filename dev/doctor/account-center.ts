import { z } from 'zod';
import type { Config } from '../../lib/config';
import { ask, NoAnswer } from '../ask';
import { ok, type Finding } from './check';

const settingsSchema = z.object({ enabled: z.boolean() });

/** Checks that Logto's own account pages are on, which the app links to. A self-hosted Logto begins with them off. */
export async function checkAccountCenter({ endpoint }: Config): Promise<Finding> {
  try {
    const { body } = await ask(`${endpoint}/api/.well-known/account-center`);
    const { data } = settingsSchema.safeParse(body);
    if (!data) return ok('This Logto does not say whether its account center is on.');
    if (data.enabled) return ok('The account center is on.');
    return ok(
      `The account center is off: ${endpoint}/account shows “Page not found”.`,
      'Turn it on in the Console under “Sign-in & account”, “Account center”, if users should manage their accounts there.',
    );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return ok(`Not known: ${error.message}.`);
  }
}
