import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { organizationsThatNeed } from '@/app/(organizations)/organizations-api'; // organizations
import { NeededAsAdmin } from '@/app/(organizations)/_components/needed-as-admin'; // organizations
import { displayName } from '@/app/_components/display-name';
import { Page } from '@/app/_components/page';
import { SubmitButton } from '@/app/_components/submit-button';
import { requireUser } from '@/lib/auth';
import { hasManagementApi } from '@/lib/logto/management';
import { deleteMyAccount } from './actions';

export const metadata: Metadata = { title: 'Delete your account' };

/** Says what a deletion does, and asks for a confirmation. */
export default async function DeleteAccountPage({ searchParams }: PageProps<'/account/delete'>) {
  if (!hasManagementApi()) notFound();
  const user = await requireUser({ maxAge: 5 * 60 });
  const { failed } = await searchParams;
  const needing = await organizationsThatNeed(user.sub).catch(() => []); // organizations
  return (
    <Page title="Delete your account" lead={`You are signed in as ${displayName(user)}.`}>
      <NeededAsAdmin names={needing} /> {/* organizations */}
      {failed === 'true' && (
        <p role="alert" className="mb-6 text-sm font-medium">
          The sign-in service did not answer. Please try again in a moment.
        </p>
      )}
      <p>This will be deleted, and nobody can restore it:</p>
      <ul className="mt-2 mb-6 list-disc pl-6 text-pretty">
        <li>your account at the sign-in service, with your name, addresses and ways to sign in,</li>
        <li>your memberships and roles,</li>
        <li>what this app stores for you.</li>
      </ul>
      <p className="mb-6">You will be signed out everywhere.</p>
      <form action={deleteMyAccount} className="flex flex-wrap items-center gap-3">
        <input type="hidden" name="user" value={user.sub} />
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" name="sure" required />
          Delete my account for good
        </label>
        <SubmitButton icon="alert">Delete account</SubmitButton>
      </form>
    </Page>
  );
}
