import { requireUser } from '@/lib/auth';

/** A guard of the owner's own. */
export async function requireEditor(): Promise<string> {
  const { sub } = await requireUser({ role: 'editor' });
  return sub;
}
