import Link from 'next/link';
import { getIdTokenClaims, isAuthenticated, signInPath } from '@/lib/auth';
import { AccountMenu } from './account-menu';
import { Logo } from './logo';
import { NavLink } from './nav-link';
import { SignOutButton } from './sign-out-button';

/** The head of every page: where one can go, and who one is. */
export async function Header({ showsSignOut }: { showsSignOut: boolean }) {
  const claims = (await isAuthenticated()) ? await getIdTokenClaims() : null;
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex min-h-16 w-full max-w-5xl flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3">
        <Link href="/" prefetch={false} className="flex items-center gap-2.5 font-semibold">
          <Logo />
          <span className={claims ? undefined : 'max-sm:sr-only'}>Logto starter</span>
        </Link>
        {claims ? (
          <>
            <nav
              aria-label="Main"
              className="order-last flex w-full gap-5 text-sm sm:order-0 sm:w-auto"
            >
              <NavLink href="/profile">Profile</NavLink>
              <NavLink href="/orders">Orders</NavLink>
              <NavLink href="/organizations">Organizations</NavLink>
            </nav>
            <div className="ml-auto flex items-center gap-3">
              <AccountMenu claims={claims} />
              {showsSignOut && <SignOutButton className="button" />}
            </div>
          </>
        ) : (
          <div className="ml-auto flex items-center gap-3">
            <a href={signInPath()} className="button">
              Sign in
            </a>
            <a href={signInPath({ firstScreen: 'register' })} className="button-primary">
              Create account
            </a>
          </div>
        )}
      </div>
    </header>
  );
}
