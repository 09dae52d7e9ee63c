import type { Metadata } from 'next';
import { Avatar } from '@/app/_components/avatar';
import { ClaimsTable } from '@/app/_components/claims-table';
import { displayName } from '@/app/_components/display-name';
import { Page } from '@/app/_components/page';
import { SubmitButton } from '@/app/_components/submit-button';
import { fetchUserInfo, requireUser } from '@/lib/auth';
import { refreshMyData } from './actions';

export const metadata: Metadata = { title: 'Profile' };

const sessionNote = 'What this app keeps while you are signed in.';
const currentNote = 'What the sign-in service says at this moment.';

export default async function ProfilePage() {
  const claims = await requireUser();
  const userInfo = await fetchUserInfo();
  const name = displayName(userInfo);
  const [issued, expires] = [inUtc(claims.iat), inUtc(claims.exp)];
  return (
    <Page title="Profile" lead="What your account says about you.">
      <section
        aria-label="You"
        className="mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-4 card p-5"
      >
        <div className="flex min-w-0 items-center gap-4">
          <Avatar name={name} picture={userInfo.picture} className="size-14 text-lg" />
          <div className="min-w-0">
            <p className="truncate text-lg font-semibold">{name}</p>
            <p className="text-sm text-muted">
              As of {issued} UTC, renewed after {expires}
            </p>
          </div>
        </div>
        <form action={refreshMyData}>
          <SubmitButton>Refresh my data</SubmitButton>
        </form>
      </section>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <ClaimsTable title="From your sign-in" note={sessionNote} claims={claims} />
        <ClaimsTable
          title="Up to date"
          note={currentNote}
          claims={userInfo}
          comparedWith={claims}
        />
      </div>
    </Page>
  );
}

/** Returns the time of day for a time in seconds since the epoch. */
const inUtc = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19);
