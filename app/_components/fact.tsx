import type { ReactNode } from 'react';

/** One entry of a `<dl>`: the name, and below it the value. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="px-5 py-4">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="mt-1 font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}
