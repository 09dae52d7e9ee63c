import Link from 'next/link';
import { protectedPaths } from '@/app/protected-paths';
import { navigation, site } from '@/app/site';
import { getSessionClaims, signInPath } from '@/lib/auth';
import { pathGuard } from '@/lib/protected-paths';
import { AccountMenu } from './account-menu';
import { NavLink } from './nav-link';
import { SignOutButton } from './sign-out-button';

const isProtected = pathGuard(protectedPaths, []);

/** The header of every page. A visitor's navigation has the public pages only. */
export async function Header({ showsSignOut = true }: { showsSignOut?: boolean }) {
  const claims = await getSessionClaims();
  const links = navigation.filter(({ href }) => claims || !isProtected(href));
  return (
    <header className="border-b border-line bg-surface">
      <div className="column flex min-h-16 flex-wrap items-center gap-x-4 py-2 sm:gap-x-8">
        <Link
          href="/"
          prefetch={false}
          className="flex min-h-10 items-center gap-2.5 font-semibold"
        >
          <svg viewBox="0 0 32 32" className="size-8" aria-hidden="true">
            <rect width="32" height="32" rx="8" className="fill-accent" />
            <path d={site.mark} className="mark" />
          </svg>
          <span className={claims ? 'max-[22.5rem]:sr-only' : 'max-[27rem]:sr-only'}>
            {site.name}
          </span>
        </Link>
        {links.length > 0 && (
          <nav
            aria-label="Main"
            className="order-last -mx-3 flex w-full flex-wrap gap-1 text-sm sm:order-0 sm:w-auto"
          >
            {links.map(({ href, text }) => (
              <NavLink key={href} href={href}>
                {text}
              </NavLink>
            ))}
          </nav>
        )}
        <div className="ml-auto flex items-center gap-2">
          {claims ? (
            <>
              <AccountMenu claims={claims} />
              {showsSignOut && <SignOutButton className="button max-sm:px-3" />}
            </>
          ) : (
            <>
              <a href={signInPath()} className="button max-sm:px-3">
                Sign in
              </a>
              <a
                href={signInPath({ firstScreen: 'register' })}
                className="button-primary max-sm:px-3"
              >
                Create account
              </a>
            </>
          )}
        </div>
      </div>
    </header>
  );
}
