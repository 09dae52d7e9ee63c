'use client';

import Link, { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

/** A link of the main navigation: marks the page one is on, and shows when the next one is loading. */
export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const current = usePathname() === href;
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={current ? 'page' : undefined}
      className="py-1 text-muted underline-offset-8 hover:text-ink aria-[current]:text-ink aria-[current]:underline aria-[current]:decoration-accent aria-[current]:decoration-2"
    >
      {children}
      <Pending />
    </Link>
  );
}

/** A dot that beats, and a word for those who don't see it. */
function Pending() {
  const { pending } = useLinkStatus();
  return (
    <span role="status">
      {pending && (
        <>
          <span className="ml-1.5 inline-block size-1.5 animate-pulse rounded-full bg-accent align-middle" />
          <span className="sr-only">Loading</span>
        </>
      )}
    </span>
  );
}
