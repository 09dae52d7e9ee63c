import Link from 'next/link';

/** A link to the front page, for pages without another link. */
export function HomeLink() {
  return (
    <Link href="/" prefetch={false} className="button">
      Home
    </Link>
  );
}
