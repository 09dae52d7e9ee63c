import { problems, successes } from '../outcomes';

const words = new Map<unknown, string>(Object.entries({ ...problems, ...successes }));

/** Says what came of a form. Texts come from the app: the page's address has only the name of one. */
export function OutcomeMessage({ outcome }: { outcome: unknown }) {
  const text = words.get(outcome);
  if (text === undefined) return null;
  const isProblem = Object.hasOwn(problems, String(outcome));
  return (
    <p
      role={isProblem ? 'alert' : 'status'}
      className="mb-6 rounded-lg border border-line bg-accent-soft px-4 py-3 text-sm font-medium"
    >
      {text}
    </p>
  );
}
