import { requireUser } from '@/lib/auth';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ role?: string }>;
}

/** A page for the members of the organization in its path, or for those with the `role` of its query. */
export default async function MembersPage({ params, searchParams }: Props) {
  const { id } = await params;
  const { role } = await searchParams;
  await requireUser({ organization: { id, ...(role !== undefined && { role }) } });
  return (
    <main>
      <h1>For members</h1>
    </main>
  );
}
