'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { requireUser, type Requirement } from '@/lib/auth';

/** An action for users who meet the requirement of the form. */
export async function actFor(form: FormData): Promise<void> {
  const requirement = z.string().parse(form.get('requirement'));
  await requireUser(JSON.parse(requirement) as Requirement);
  redirect('/tests/guarded?done=true');
}
