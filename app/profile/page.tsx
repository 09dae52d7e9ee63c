import type { Metadata } from 'next';
import { ClaimsTable } from '@/app/_components/claims-table';
import { Columns } from '@/app/_components/columns';
import { Page } from '@/app/_components/page';
import { fetchUserInfo, requireUser } from '@/lib/auth';
import { refreshMyData } from './actions';

export const metadata: Metadata = { title: 'Profile' };

const idTokenNote = 'From the session. Reading it costs no request.';
const userInfoNote = 'Asked from Logto just now. One request, always up to date.';

export default async function ProfilePage() {
  const claims = await requireUser();
  const userInfo = await fetchUserInfo();
  return (
    <Page title="Profile" lead="What Logto says about you, from its two sources.">
      <form action={refreshMyData} className="mb-6">
        <button type="submit" className="button">
          Refresh my data
        </button>
      </form>
      <Columns
        left={<ClaimsTable title="ID token" note={idTokenNote} claims={claims} />}
        right={
          <ClaimsTable title="Userinfo" note={userInfoNote} claims={userInfo} beyond={claims} />
        }
      />
    </Page>
  );
}
