import Link from 'next/link';
import type { IdTokenClaims } from '@/lib/auth';
import { appPaths } from '@/lib/paths';
import { Avatar } from './avatar';
import { displayName } from './display-name';
import { Icon } from './icon';

/** The menu of the signed-in user. The browser opens and closes it (Popover API), so it needs no script, and Escape works. */
export function AccountMenu({ claims }: { claims: IdTokenClaims }) {
  const name = displayName(claims);
  const links = [
    { href: '/profile', icon: 'user', text: 'Your profile' },
    { href: appPaths.account, icon: 'lock', text: 'Your account' },
  ] as const;
  return (
    <>
      <button
        type="button"
        popoverTarget="account-menu"
        className="flex min-h-10 cursor-pointer items-center gap-2 rounded-lg px-1 text-sm font-medium hover:bg-sunken motion-safe:transition-colors sm:px-2"
      >
        <Avatar name={name} picture={claims.picture} />
        <span className="sr-only">Account: </span>
        <span className="max-w-40 truncate max-md:sr-only">{name}</span>
      </button>
      <div
        id="account-menu"
        popover="auto"
        role="dialog"
        aria-label="Your account"
        className="menu"
      >
        <div className="flex items-center gap-3 p-3">
          <Avatar name={name} picture={claims.picture} className="size-10 text-sm" />
          <div className="min-w-0">
            <p className="truncate font-semibold">{name}</p>
            <p className="truncate text-muted">{claims.email ?? claims.username ?? claims.sub}</p>
          </div>
        </div>
        <nav aria-label="Account" className="border-t border-line pt-2">
          {links.map(({ href, icon, text }) => (
            <Link key={href} href={href} prefetch={false} className="menu-item">
              <Icon name={icon} />
              {text}
            </Link>
          ))}
        </nav>
        <p className="mt-2 border-t border-line px-3 pt-3 pb-1 text-xs text-muted">
          User id <span className="font-mono wrap-anywhere">{claims.sub}</span>
        </p>
      </div>
    </>
  );
}
