import type { Metadata } from 'next';
import Link from 'next/link';
import { Avatar } from '@/app/_components/avatar';
import { Notice } from '@/app/(demo)/_components/notice';
import { Page } from '@/app/_components/page';
import { fetchUserInfo, requireUser } from '@/lib/auth';
import '../demo.css';

export const metadata: Metadata = { title: 'Organizations' };

export default async function OrganizationsPage() {
  await requireUser();
  const { organization_data: organizations, organization_roles: roles } = await fetchUserInfo();
  return (
    <Page title="Organizations" lead="Where you are a member, and what you are there.">
      {organizations?.length ? (
        <ul className="grid gap-4 sm:grid-cols-2">
          {organizations.map(({ id, name, description }) => (
            <li key={id} className="card-link flex gap-4 p-5">
              <Avatar name={name} className="size-11 rounded-lg text-sm" />
              <div className="min-w-0">
                <h2 className="font-semibold">
                  <Link href={`/organizations/${id}`} prefetch={false} className="stretched">
                    {name}
                  </Link>
                </h2>
                {description && <p className="mt-0.5 text-sm text-muted">{description}</p>}
                <p className="mt-2 text-sm">{rolesIn(id, roles).join(', ') || 'No role'}</p>
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <Notice icon="building" title="You are not a member of any organization.">
          Somebody who runs one can invite you, or add you in Logto’s Console. Then sign in again,
          or refresh your data on the profile page.
        </Notice>
      )}
    </Page>
  );
}

/** Logto lists roles as `<organization id>:<role>`. */
function rolesIn(organizationId: string, roles: readonly string[] | null | undefined): string[] {
  const prefix = `${organizationId}:`;
  return (roles ?? [])
    .filter((role) => role.startsWith(prefix))
    .map((role) => role.slice(prefix.length));
}
