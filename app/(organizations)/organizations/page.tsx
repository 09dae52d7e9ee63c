import type { Metadata } from 'next';
import Link from 'next/link';
import { Avatar } from '@/app/_components/avatar';
import { Page } from '@/app/_components/page';
import { SubmitButton } from '@/app/_components/submit-button';
import { fetchUserInfo, requireUser } from '@/lib/auth';
import { hasManagementApi } from '@/lib/logto/management';
import { Field, Hidden } from '../_components/field';
import { OutcomeMessage } from '../_components/outcome-message';
import { Section } from '../_components/section';
import { rolesIn } from '../roles-in';
import { create } from './actions';

export const metadata: Metadata = { title: 'Organizations' };

export default async function OrganizationsPage({ searchParams }: PageProps<'/organizations'>) {
  await requireUser();
  const { organization_data: organizations, organization_roles: roles } = await fetchUserInfo();
  const { outcome, name } = await searchParams;
  return (
    <Page title="Organizations" lead="Where you are a member, and what you are there.">
      <OutcomeMessage outcome={outcome} />
      {organizations?.length ? (
        <ul className="divide-y divide-line card">
          {organizations.map(({ id, name, description }) => (
            <li key={id} className="flex items-center gap-4 p-5">
              <Avatar name={name} className="size-11 rounded-lg text-sm" />
              <div className="min-w-0">
                <h2 className="font-semibold">
                  <Link
                    href={`/organizations/${id}`}
                    prefetch={false}
                    className="wrap-anywhere hover:text-accent"
                  >
                    {name}
                  </Link>
                </h2>
                {description && <p className="mt-0.5 text-sm text-muted">{description}</p>}
                <p className="mt-0.5 text-sm">{rolesIn(id, roles).join(', ') || 'No role'}</p>
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-muted">
          You are not a member of any organization. Somebody who runs one can invite you.
        </p>
      )}
      {hasManagementApi() && (
        <Section id="create" title="Create an organization">
          <form action={create} className="flex flex-wrap items-end gap-3">
            <Hidden values={{ key: crypto.randomUUID() }} />
            <Field
              label="Name"
              name="name"
              required
              maxLength={128}
              defaultValue={typeof name === 'string' ? name : ''}
            />
            <SubmitButton icon="building">Create</SubmitButton>
          </form>
        </Section>
      )}
    </Page>
  );
}
