import { requireUser } from '@/lib/auth';

const paragraph =
  'A page of some seven kilobytes that has none of the template’s look: no header, no menu, no classes.';

/** A page without the template's look, as in a new app. */
export default async function PlainPage() {
  const { name, sub } = await requireUser();
  return (
    <main id="content">
      <h1>Hello {name ?? sub}</h1>
      {Array.from({ length: 4 }, (_, index) => (
        <p key={index}>{paragraph}</p>
      ))}
    </main>
  );
}
