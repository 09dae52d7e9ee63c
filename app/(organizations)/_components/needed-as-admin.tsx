/** Names the organizations that would have no admin without this user. */
export function NeededAsAdmin({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  return (
    <p role="alert" className="mb-6 rounded-lg border border-line bg-accent-soft px-4 py-3 text-sm">
      You are the only admin. First make somebody else an admin, or delete the organization:{' '}
      {names.join(', ')}
    </p>
  );
}
