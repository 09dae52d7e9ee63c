'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { getAccessToken, requireUser } from '@/lib/auth';

/** Gets a token in place, and goes where a page needs it. */
export async function getToken(form: FormData): Promise<void> {
  await requireUser();
  const resource = z.string().parse(form.get('resource'));
  await getAccessToken(resource);
  redirect(`/tests/tokens?${new URLSearchParams({ resource }).toString()}`);
}
