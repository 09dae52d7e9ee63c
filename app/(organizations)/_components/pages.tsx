import Link from 'next/link';

/** Reads the number of a page of a list from the address. */
export function pageNumber(value: unknown): number {
  return typeof value === 'string' && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : 1;
}

/** Links to the page before and after this one, if there are any. */
export function Pages({
  name,
  page,
  size,
  total,
}: Record<'page' | 'size' | 'total', number> & { name: string }) {
  const last = Math.max(1, Math.ceil(total / size));
  if (last === 1) return null;
  const link = (to: number, text: string) =>
    to >= 1 && to <= last ? (
      <Link href={`?${name}=${to}`} prefetch={false} className="button">
        {text}
      </Link>
    ) : null;
  return (
    <nav aria-label={`Pages of ${name}`} className="mt-4 flex items-center gap-3 text-sm">
      {link(page - 1, 'Previous')}
      <span>
        Page {page} of {last}
      </span>
      {link(page + 1, 'Next')}
    </nav>
  );
}
