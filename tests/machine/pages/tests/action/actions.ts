'use server';

import { redirect } from 'next/navigation';
import { getAccessToken, requireUser } from '@/lib/auth';
import { getConfig } from '@/lib/config';

/** Gets the token for the first of `LOGTO_RESOURCES`, and redirects to a page that needs it. */
export async function getToken(): Promise<void> {
  await requireUser();
  const [resource = ''] = getConfig().resources;
  await getAccessToken(resource);
  redirect(`/tests/tokens?${new URLSearchParams({ resource }).toString()}`);
}
