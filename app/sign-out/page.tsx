import type { Metadata } from 'next';
import Link from 'next/link';
import { HomeLink } from '@/app/_components/home-link';
import { Page } from '@/app/_components/page';
import { SignOutButton } from '@/app/_components/sign-out-button';
import { isAuthenticated } from '@/lib/auth';

export const metadata: Metadata = { title: 'Signing out' };

export default async function SignOutPage() {
  if (!(await isAuthenticated())) {
    return (
      <Page title="You are signed out" lead="Nobody is signed in to this app in this browser.">
        <HomeLink />
      </Page>
    );
  }
  return (
    <Page
      title="Sign out?"
      asksToSignOut
      lead="Your session ends in this app and at Logto, so that the next person at this browser has to enter a password."
    >
      <div className="flex gap-3">
        <SignOutButton className="button-primary" />
        <Link href="/" prefetch={false} className="button">
          Stay
        </Link>
      </div>
    </Page>
  );
}
