import type { Metadata } from 'next';
import { requireEditor } from '../_lib/require-editor';

export const metadata: Metadata = { title: 'Drafts' };

/** A page for a role that no demo account has. */
export default async function DraftsPage() {
  await requireEditor();
  return (
    <main id="content">
      <h1>Drafts</h1>
    </main>
  );
}
