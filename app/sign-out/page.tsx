import type { Metadata } from 'next';
import Link from 'next/link';
import { HomeLink } from '@/app/_components/home-link';
import { Message } from '@/app/_components/message';
import { Actions } from '@/app/_components/message-body';
import { SignOutButton } from '@/app/_components/sign-out-button';
import { isAuthenticated } from '@/lib/auth';

export const metadata: Metadata = { title: 'Signing out' };

export default async function SignOutPage() {
  if (!(await isAuthenticated())) {
    return (
      <Message
        icon="check"
        title="You are signed out"
        text="Nobody is signed in to this app in this browser."
      >
        <Actions>
          <HomeLink />
        </Actions>
      </Message>
    );
  }
  return (
    <Message
      icon="exit"
      title="Sign out?"
      asksToSignOut
      text="You will be signed out of this app and of the sign-in service, so that the next person at this browser has to enter a password."
    >
      <Actions>
        <SignOutButton className="button-primary" />
        <Link href="/" prefetch={false} className="button">
          Stay
        </Link>
      </Actions>
    </Message>
  );
}
