import type { ReactNode } from 'react';

/** Up to three facts, each with its name. */
export function Facts({ facts }: { facts: Record<string, ReactNode> }) {
  return (
    <dl className="grid divide-y divide-line card sm:auto-cols-fr sm:grid-flow-col sm:divide-x sm:divide-y-0">
      {Object.entries(facts).map(([name, value]) => (
        <div key={name} className="px-5 py-4">
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="mt-1 font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
