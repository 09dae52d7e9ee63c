import { requireUser } from '@/lib/auth';

/** The owner's guard. */
export async function requireEditor(): Promise<string> {
  const { sub } = await requireUser({ role: 'editor' });
  return sub;
}
