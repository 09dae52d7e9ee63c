import Link from 'next/link';

/** Links to the user's other organizations. It needs no script. */
export function OrganizationSwitcher({
  organizations,
  current,
}: {
  organizations: { id: string; name: string }[];
  current: string;
}) {
  return (
    <nav aria-label="Your organizations" className="mb-6 flex flex-wrap gap-2">
      {organizations.map(({ id, name }) => (
        <Link
          key={id}
          href={`/organizations/${id}`}
          prefetch={false}
          aria-current={id === current ? 'page' : undefined}
          className="button max-w-full aria-[current]:border-accent aria-[current]:bg-accent-soft aria-[current]:text-accent"
        >
          <span className="truncate">{name}</span>
        </Link>
      ))}
      <Link
        href="/organizations"
        prefetch={false}
        className="button border-transparent bg-transparent"
      >
        All
      </Link>
    </nav>
  );
}
