import 'server-only';
import { redirect } from 'next/navigation';
import * as z from 'zod';
import { requireUser } from '@/lib/auth';
import { appPaths } from '@/lib/paths';

const challengeSchema = z.object({
  error: z.literal('insufficient_user_authentication'),
  max_age: z.coerce.number().int().min(0).exactOptional(),
  acr_values: z.string().exactOptional(),
});

/**
 * If an API asks for a more recent or stronger sign-in, redirects the user to Logto. If the session already is as the
 * API asks, redirects to a page that says that it didn't help. Does nothing for any other answer.
 *
 * @param returnTo the path to come back to, with the content of the form
 * @see https://www.rfc-editor.org/rfc/rfc9470#section-4
 */
export async function followChallenge(response: Response, returnTo: string): Promise<void> {
  const header = response.headers.get('www-authenticate') ?? '';
  const parameters = [...header.matchAll(/(\w+)="?([^",]*)"?/g)].map(([, name, value]) => [
    name,
    value,
  ]);
  const { data: challenge } = challengeSchema.safeParse(Object.fromEntries(parameters));
  if (!challenge) return;
  const { max_age: maxAge, acr_values: acrValues } = challenge;
  const [acr] = acrValues?.split(' ') ?? [];
  await requireUser(
    { ...(maxAge !== undefined && { maxAge }), ...(acr !== undefined && { acr }) },
    { returnTo },
  );
  const query = new URLSearchParams({ code: 'step_up_unmet', return_to: returnTo });
  redirect(`${appPaths.authError}?${query.toString()}`);
}
