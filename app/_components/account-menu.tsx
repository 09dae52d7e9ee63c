import Link from 'next/link';
import { accountPath, type IdTokenClaims } from '@/lib/auth';
import { appPaths } from '@/lib/paths';
import { Avatar } from './avatar';
import { displayName } from './display-name';
import { Icon } from './icon';

/** Who is signed in. The browser opens and closes it (Popover API): no script, and Escape works. */
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
        <Avatar name={name} />
        <span className="sr-only">Account: </span>
        <span className="max-w-40 truncate max-md:sr-only">{name}</span>
      </button>
      <div
        id="account-menu"
        popover="auto"
        role="dialog"
        aria-label="Your account"
        className="absolute top-15 right-[max(1rem,calc((100vw-72rem)/2+1.5rem))] left-auto m-0 w-72 max-w-[calc(100vw-2rem)] -translate-y-1 card p-2 text-sm text-ink opacity-0 shadow-lg duration-150 open:translate-y-0 open:opacity-100 motion-safe:transition-[opacity,translate,display,overlay] motion-safe:transition-discrete starting:open:-translate-y-1 starting:open:opacity-0"
      >
        <div className="flex items-center gap-3 p-3">
          <Avatar name={name} className="size-10 text-sm" />
          <div className="min-w-0">
            <p className="truncate font-semibold">{name}</p>
            <p className="truncate text-muted">{claims.email ?? claims.username ?? claims.sub}</p>
          </div>
        </div>
        <nav aria-label="Account" className="border-t border-line pt-2">
          {links.map(({ href, icon, text }) => (
            <Link
              key={href}
              href={href}
              prefetch={false}
              className="flex min-h-10 items-center gap-3 rounded-lg px-3 hover:bg-accent-soft hover:text-accent motion-safe:transition-colors"
            >
              <Icon name={icon} />
              {text}
            </Link>
          ))}
          <a
            href={accountPath('security')}
            className="flex min-h-10 items-center gap-3 rounded-lg px-3 hover:bg-accent-soft hover:text-accent motion-safe:transition-colors"
          >
            <Icon name="exit" />
            Security at Logto
          </a>
        </nav>
        <p className="mt-2 border-t border-line px-3 pt-3 pb-1 text-xs text-muted">
          User id <span className="font-mono wrap-anywhere">{claims.sub}</span>
        </p>
      </div>
    </>
  );
}
