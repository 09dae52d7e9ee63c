import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { Header } from '@/app/_components/header';
import { Message } from '@/app/_components/message';
import { SignOutButton } from '@/app/_components/sign-out-button';

export const metadata: Metadata = { title: 'Signing out' };

export default async function SignOutPage() {
  // Without the cookie, nobody is signed in. With it, one can sign out, also while Redis can't say whether the session has ended.
  const hasSession = (await cookies()).getAll().some(({ name }) => name.includes('logto-session'));
  return (
    <>
      <Header showsSignOut={false} />
      {hasSession ? (
        <Message
          icon="exit"
          title="Sign out?"
          text="You will be signed out of this app and of the sign-in service, so that the next person at this browser has to enter a password."
        >
          <SignOutButton className="button-primary" />
        </Message>
      ) : (
        <Message
          icon="check"
          title="You are signed out"
          text="Nobody is signed in to this app in this browser."
        />
      )}
    </>
  );
}
