'use client';

import Link, { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

/** A link of the main navigation: marks where one is, and shows when the next page is loading. */
export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const path = usePathname();
  const isHere = path.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={path === href ? 'page' : isHere || undefined}
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
