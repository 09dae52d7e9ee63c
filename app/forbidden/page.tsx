import type { Metadata } from 'next';
import { HomeLink } from '@/app/_components/home-link';
import { Message } from '@/app/_components/message';
import { Actions } from '@/app/_components/message-body';
import { wordsFor } from '@/app/auth-error/words';
import { readMissingRight } from '@/lib/user/requirement';

const { title, text } = wordsFor('forbidden');

export const metadata: Metadata = { title };

/** Names the role, membership or permission that the user lacks. The middleware answers with status 403. */
export default async function ForbiddenPage({ searchParams }: PageProps<'/forbidden'>) {
  const { role, organization, permission } = readMissingRight(await searchParams);
  return (
    <Message icon="lock" title={title} text={text}>
      {(role ?? permission) !== undefined && (
        <p className="mt-4">
          It needs the {role === undefined ? 'permission' : 'role'} <b>{role ?? permission}</b>
          {organization === undefined ? '.' : ` in the organization ${organization}.`}
        </p>
      )}
      {(role ?? permission) === undefined && organization !== undefined && (
        <p className="mt-4">
          You are not a member of the organization <b>{organization}</b>.
        </p>
      )}
      <Actions>
        <HomeLink />
      </Actions>
    </Message>
  );
}
