import type { Metadata } from 'next';
import { Header } from '@/app/_components/header';
import { Message } from '@/app/_components/message';
import { wordsFor } from '@/app/auth-error/words';
import { readMissingRight } from '@/lib/user/requirement';

const { title, text } = wordsFor('forbidden');

export const metadata: Metadata = { title };

/** Names the role, membership or permission that the user lacks. The middleware answers with status 403. */
export default async function ForbiddenPage({ searchParams }: PageProps<'/forbidden'>) {
  const { role, organization, permission } = readMissingRight(await searchParams);
  const right = role ?? permission;
  const details = right ? (
    <>
      It needs the {role === undefined ? 'permission' : 'role'} <b>{right}</b>
      {organization === undefined ? '.' : ` in the organization ${organization}.`}
    </>
  ) : (
    organization && (
      <>
        You are not a member of the organization <b>{organization}</b>.
      </>
    )
  );
  return (
    <>
      <Header />
      <Message icon="lock" title={title} text={details || text} />
    </>
  );
}
