'use client';

import Link, { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

/** A link of the main navigation. It marks the current page, and shows while the next page is loading. */
export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const path = usePathname();
  const isHere = path.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={path === href ? 'page' : isHere || undefined}
      className="nav-link"
    >
      {children}
      <Pending />
    </Link>
  );
}

/** A pulsing dot, and a text for screen readers. */
function Pending() {
  const { pending } = useLinkStatus();
  return (
    <span role="status">
      {pending && (
        <>
          <span className="absolute top-2 right-1 size-1.5 rounded-full bg-accent motion-safe:animate-pulse" />
          <span className="sr-only">Loading</span>
        </>
      )}
    </span>
  );
}
