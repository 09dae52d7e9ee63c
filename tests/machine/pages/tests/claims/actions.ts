'use server';

import { redirect } from 'next/navigation';
import { refreshSession, requireUser } from '@/lib/auth';

/** Fetches new claims from Logto, and shows them. */
export async function renewClaims(): Promise<void> {
  await requireUser();
  await refreshSession();
  redirect('/tests/claims');
}
