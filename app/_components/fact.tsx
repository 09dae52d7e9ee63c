import type { ReactNode } from 'react';

/** One fact of a `<dl>`: what it is about, and below that what it says. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="px-5 py-4">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="mt-1 font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}
