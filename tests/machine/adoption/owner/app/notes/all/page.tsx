import { redirect } from 'next/navigation';

/** A page that only redirects. */
export default function AllNotesPage() {
  redirect('/notes');
}
