import Link from 'next/link';
import { navigation, site } from '@/app/site';
import { getSessionClaims, signInPath } from '@/lib/auth';
import { AccountMenu } from './account-menu';
import { Logo } from './logo';
import { NavLink } from './nav-link';
import { SignOutButton } from './sign-out-button';

/** The header of every page: the navigation, and the signed-in user. */
export async function Header({ showsSignOut }: { showsSignOut: boolean }) {
  const claims = await getSessionClaims();
  return (
    <header className="border-b border-line bg-surface">
      <div className="column flex min-h-16 flex-wrap items-center gap-x-4 py-2 sm:gap-x-8">
        <Link
          href="/"
          prefetch={false}
          className="flex min-h-10 items-center gap-2.5 font-semibold"
        >
          <Logo />
          <span className={claims ? 'max-[22.5rem]:sr-only' : 'max-[27rem]:sr-only'}>
            {site.name}
          </span>
        </Link>
        {claims ? (
          <>
            <nav
              aria-label="Main"
              className="order-last -mx-3 flex w-full flex-wrap gap-1 text-sm sm:order-0 sm:w-auto"
            >
              {navigation.map(({ href, text }) => (
                <NavLink key={href} href={href}>
                  {text}
                </NavLink>
              ))}
            </nav>
            <div className="ml-auto flex items-center gap-2">
              <AccountMenu claims={claims} />
              {showsSignOut && <SignOutButton className="button max-sm:px-3" />}
            </div>
          </>
        ) : (
          <div className="ml-auto flex items-center gap-2">
            <a href={signInPath()} className="button max-sm:px-3">
              Sign in
            </a>
            <a
              href={signInPath({ firstScreen: 'register' })}
              className="button-primary max-sm:px-3"
            >
              Create account
            </a>
          </div>
        )}
      </div>
    </header>
  );
}
