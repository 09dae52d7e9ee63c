import Link from 'next/link';

/** The way out of a page that leads nowhere. */
export function HomeLink() {
  return (
    <Link href="/" prefetch={false} className="button">
      Home
    </Link>
  );
}
