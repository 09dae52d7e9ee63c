import { requireUser } from '@/lib/auth';
import { getToken } from './actions';

/** A form whose server action needs the token for `resource`. */
export default async function ActionPage({
  searchParams,
}: {
  searchParams: Promise<{ resource?: string }>;
}) {
  await requireUser();
  const { resource } = await searchParams;
  return (
    <main>
      <h1>An action</h1>
      <form action={getToken}>
        <input type="hidden" name="resource" value={resource} />
        <button>Get the token</button>
      </form>
    </main>
  );
}
