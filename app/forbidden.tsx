import { currentRefusal } from '@/lib/refuse';
import { wordsFor } from './auth-error/words';
import { HomeLink } from './_components/home-link';
import { Page } from './_components/page';

/** Stands in for a page that isn't for its user, and says what is missing. */
export default function ForbiddenPage() {
  const { code, role, organization } = currentRefusal();
  const { title, text } = wordsFor(code);
  return (
    <Page title={title} lead={text}>
      {role && (
        <p className="mb-6">
          It is for people who have the role <b>{role}</b>
          {organization && ` in the organization ${organization}`}.
        </p>
      )}
      {organization && !role && (
        <p className="mb-6">
          It is for members of the organization <b>{organization}</b>.
        </p>
      )}
      <HomeLink />
    </Page>
  );
}
