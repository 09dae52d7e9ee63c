import { requireUser } from '@/lib/auth';
import { getToken } from './actions';

/** A form whose server action needs an access token. */
export default async function ActionPage() {
  await requireUser();
  return (
    <main>
      <h1>An action</h1>
      <form action={getToken}>
        <button>Get the token</button>
      </form>
    </main>
  );
}
