import type { Metadata } from 'next';
import { ClaimsTable } from '@/app/_components/claims-table';
import { Columns } from '@/app/_components/columns';
import { Page } from '@/app/_components/page';
import { getOrganizationTokenClaims, requireUser } from '@/lib/auth';

export const metadata: Metadata = { title: 'Organization' };

const tokenNote = 'The organization token: show it to an API that serves organizations.';

export default async function OrganizationPage({ params }: PageProps<'/organizations/[id]'>) {
  const { id } = await params;
  await requireUser({ organization: { id } });
  const claims = await getOrganizationTokenClaims(id);
  const permissions = claims.scope?.split(' ').filter(Boolean) ?? [];
  return (
    <Page title="Organization" lead={`What you may do in the organization ${id}.`}>
      <Columns
        left={
          <section className="card p-5">
            <h2 className="font-semibold">Permissions</h2>
            <ul className="mt-2 space-y-1 font-mono text-sm">
              {permissions.map((permission) => (
                <li key={permission}>{permission}</li>
              ))}
            </ul>
            {permissions.length === 0 && <p className="mt-2 text-muted">None</p>}
          </section>
        }
        right={<ClaimsTable title="Organization token" note={tokenNote} claims={claims} />}
      />
    </Page>
  );
}
