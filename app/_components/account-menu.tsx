import type { IdTokenClaims } from '@/lib/auth';

/** Who is signed in. The browser opens and closes it (Popover API): no script, and Escape works. */
export function AccountMenu({ claims }: { claims: IdTokenClaims }) {
  const name = displayName(claims);
  return (
    <div className="relative">
      <button
        type="button"
        popoverTarget="account-menu"
        aria-label={`Account: ${name}`}
        className="flex min-h-10 cursor-pointer items-center gap-2 rounded-lg px-2 text-sm font-medium hover:bg-accent-soft"
      >
        <span
          aria-hidden="true"
          className="flex size-8 items-center justify-center rounded-full bg-accent-soft text-accent"
        >
          {/^./u.exec(name)?.[0].toUpperCase()}
        </span>
        <span className="hidden max-w-40 truncate sm:block">{name}</span>
      </button>
      <div
        id="account-menu"
        popover="auto"
        className="fixed top-16 right-[max(1.25rem,calc((100vw-64rem)/2+1.25rem))] left-auto m-0 w-64 card p-4 text-sm text-ink shadow-lg"
      >
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-muted">{claims.email ?? claims.username ?? claims.sub}</p>
        <dl className="mt-3 space-y-2 border-t border-line pt-3">
          <div>
            <dt className="text-muted">User id</dt>
            <dd className="font-mono wrap-anywhere">{claims.sub}</dd>
          </div>
          <div>
            <dt className="text-muted">Roles</dt>
            <dd>{claims.roles?.join(', ') || 'None'}</dd>
          </div>
        </dl>
      </div>
    </div>
  );
}

/** The friendliest name that Logto knows: any of them can be missing or empty. */
export function displayName({ name, username, email, sub }: IdTokenClaims): string {
  return [name, username, email].find(Boolean) ?? sub;
}
