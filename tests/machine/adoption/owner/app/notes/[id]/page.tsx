import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requireUser } from '@/lib/auth';

export const metadata: Metadata = { title: 'Note' };

/** A page whose data must exist first, and for which the tests have no example. */
export default async function NotePage({ params }: { params: Promise<{ id: string }> }) {
  const { sub } = await requireUser();
  const { id } = await params;
  if (id !== sub) notFound();
  return <h1>A note</h1>;
}
