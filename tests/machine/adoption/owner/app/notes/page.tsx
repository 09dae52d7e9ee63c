import type { Metadata } from 'next';
import { requireUser } from '@/lib/auth';

export const metadata: Metadata = { title: 'Notes' };

/** A heading with elements in it, and a page below a `loading.tsx` and beside a slot. */
export default async function NotesPage() {
  const { username } = await requireUser();
  return (
    <main id="content">
      <h1>
        <em>Notes</em> of {username ?? 'yours'} &amp; others
      </h1>
      <ul>
        {['first', 'second'].map((name) => (
          <li key={name}>
            <button>Open</button>
          </li>
        ))}
      </ul>
    </main>
  );
}
