import type { Metadata } from 'next';
import { HomeLink } from '@/app/_components/home-link';
import { Page } from '@/app/_components/page';
import { wordsFor } from '@/app/auth-error/words';
import { getIdTokenClaims, isAuthenticated } from '@/lib/auth';
import { readMissing } from '@/lib/refuse';

const { title, text } = wordsFor('forbidden');

export const metadata: Metadata = { title };

/** Says to a user who is signed in what a page asks for and the user lacks. The middleware answers with 403. */
export default async function ForbiddenPage({ searchParams }: PageProps<'/forbidden'>) {
  const { missing } = await searchParams;
  const reader = (await isAuthenticated()) ? await getIdTokenClaims() : undefined;
  const { role, organization } = await readMissing(missing, reader?.sub);
  return (
    <Page title={title} lead={text}>
      {role !== undefined && (
        <p className="mb-6">
          What is missing is the role <b>{role}</b>
          {organization === undefined ? '.' : ` in the organization ${organization}.`}
        </p>
      )}
      {role === undefined && organization !== undefined && (
        <p className="mb-6">
          You are not a member of the organization <b>{organization}</b>.
        </p>
      )}
      <HomeLink />
    </Page>
  );
}
