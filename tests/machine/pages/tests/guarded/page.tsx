import { requireUser, type Requirement } from '@/lib/auth';
import { actFor } from './actions';

interface Props {
  searchParams: Promise<{ requirement?: string; done?: string }>;
}

/** A page for users who meet the requirement of its query; with `done`, for all signed-in users. Its form's action has the requirement. */
export default async function GuardedPage({ searchParams }: Props) {
  const { requirement = '{}', done } = await searchParams;
  const isOpen = done !== undefined;
  await requireUser(isOpen ? {} : (JSON.parse(requirement) as Requirement));
  return (
    <main>
      <h1>{done === 'true' ? 'Done' : 'Guarded'}</h1>
      <form action={actFor}>
        <input type="hidden" name="requirement" value={requirement} />
        <button>Act</button>
      </form>
    </main>
  );
}
