import type { Metadata } from 'next';
import { ClaimsTable } from '@/app/_components/claims-table';
import { OrganizationSwitcher } from '@/app/(demo)/_components/organization-switcher';
import { Page } from '@/app/_components/page';
import { fetchUserInfo, getOrganizationTokenClaims, requireUser } from '@/lib/auth';

export const metadata: Metadata = { title: 'Organization' };

const tokenNote = 'Show it to an API that serves organizations.';

export default async function OrganizationPage({ params }: PageProps<'/organizations/[id]'>) {
  const { id } = await params;
  await requireUser({ organization: { id } });
  const claims = await getOrganizationTokenClaims(id);
  const { organization_data: organizations } = await fetchUserInfo();
  const name = organizations?.find((organization) => organization.id === id)?.name ?? id;
  const permissions = claims.scope?.split(' ').filter(Boolean) ?? [];
  return (
    <Page title={name} lead={`What you may do in the organization ${id}.`}>
      <OrganizationSwitcher organizations={organizations ?? []} current={id} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <section className="card p-5">
          <h2 className="font-semibold">Permissions</h2>
          <p className="mt-1 text-sm text-muted">
            What your roles allow here, among what this app asked for in{' '}
            <code className="text-xs">LOGTO_SCOPES</code>.
          </p>
          <ul className="mt-4 flex flex-wrap gap-2">
            {permissions.map((permission) => (
              <li key={permission} className="chip font-mono">
                {permission}
              </li>
            ))}
          </ul>
          {permissions.length === 0 && <p className="text-sm">None.</p>}
        </section>
        <ClaimsTable title="Organization token" note={tokenNote} claims={claims} />
      </div>
    </Page>
  );
}
