import { ClaimsTable } from '@/app/_components/claims-table';
import { Page } from '@/app/_components/page';
import { requireUser } from '@/lib/auth';

/** A page of some content, all of it from the session: the left half of the profile page. */
export default async function ClaimsPage() {
  const claims = await requireUser();
  return (
    <Page title="Claims" lead="Everything here is from the session.">
      <ClaimsTable title="ID token" note="What Logto said." claims={claims} />
    </Page>
  );
}
