import { requireUser } from '@/lib/auth';

/** A slot: a page beside another one. */
export default async function TeamPage() {
  await requireUser();
  return <aside>Your team</aside>;
}
