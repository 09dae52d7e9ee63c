import Link from 'next/link';

/** A link to the front page, for pages that lead nowhere else. */
export function HomeLink() {
  return (
    <Link href="/" prefetch={false} className="button">
      Home
    </Link>
  );
}
