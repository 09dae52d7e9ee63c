import type { Metadata } from 'next';
import { Facts } from '@/app/_components/facts';
import { Page } from '@/app/_components/page';
import { fetchUserInfo, getOrganizationTokenClaims, requireUser } from '@/lib/auth';
import { hasManagementApi } from '@/lib/logto/management';
import { OrganizationSwitcher } from '../../_components/organization-switcher';
import { OutcomeMessage } from '../../_components/outcome-message';
import { pageNumber } from '../../_components/pages';
import { rolesIn } from '../../roles-in';
import { Invitations } from './invitations';
import { Members } from './members';
import { Settings } from './settings';

export const metadata: Metadata = { title: 'Organization' };

/** Shows members what they may see, and the forms for what they may change. Each form's action checks this again. */
export default async function OrganizationPage({
  params,
  searchParams,
}: PageProps<'/organizations/[id]'>) {
  const { id } = await params;
  const user = await requireUser({ organization: { id } });
  const { scope } = await getOrganizationTokenClaims(id);
  const { organization_data: organizations } = await fetchUserInfo();
  const name = organizations?.find((organization) => organization.id === id)?.name ?? id;
  const permissions = scope?.split(' ').filter(Boolean) ?? [];
  const may = (permission: string) => hasManagementApi() && permissions.includes(permission);
  const query = await searchParams;
  return (
    <Page title={name}>
      <OrganizationSwitcher organizations={organizations ?? []} current={id} />
      <OutcomeMessage outcome={query['outcome']} />
      <Facts
        facts={{
          'Your roles': rolesIn(id, user.organization_roles).join(', ') || 'None',
          'Your permissions': permissions.join(', ') || 'None',
        }}
      />
      {may('read:member') && (
        <Members
          organizationId={id}
          page={pageNumber(query['members'])}
          mayChange={may('manage:member')}
        />
      )}
      {may('invite:member') && (
        <Invitations organizationId={id} query={query} mayChooseRole={may('manage:member')} />
      )}
      {hasManagementApi() && (
        <Settings
          organizationId={id}
          name={typeof query['name'] === 'string' ? query['name'] : name}
          mayDelete={may('delete:organization')}
        />
      )}
    </Page>
  );
}
