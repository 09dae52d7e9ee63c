import type { Metadata } from 'next';
import Link from 'next/link';
import { Page } from '@/app/_components/page';
import { fetchUserInfo, requireUser } from '@/lib/auth';

export const metadata: Metadata = { title: 'Organizations' };

export default async function OrganizationsPage() {
  await requireUser();
  const { organization_data: organizations, organization_roles: roles } = await fetchUserInfo();
  if (!organizations?.length) {
    return <Page title="Organizations" lead="You are not a member of any organization." />;
  }
  return (
    <Page title="Organizations" lead="Where you are a member, and what you are there.">
      <ul className="grid gap-4 sm:grid-cols-2">
        {organizations.map(({ id, name, description }) => (
          <li key={id} className="card p-5">
            <h2 className="font-semibold">
              <Link href={`/organizations/${id}`} prefetch={false} className="text-link">
                {name}
              </Link>
            </h2>
            {description && <p className="mt-1 text-sm text-muted">{description}</p>}
            <p className="mt-3 text-sm">{rolesIn(id, roles).join(', ') || 'No role'}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}

/** Logto lists roles as `<organization id>:<role>`. */
function rolesIn(organizationId: string, roles: string[] | null | undefined): string[] {
  const prefix = `${organizationId}:`;
  return (roles ?? [])
    .filter((role) => role.startsWith(prefix))
    .map((role) => role.slice(prefix.length));
}
