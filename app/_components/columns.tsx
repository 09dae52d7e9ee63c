import type { ReactNode } from 'react';

/** Shows two parts to compare: side by side if there is space, otherwise one below the other. */
export function Columns({ left, right }: { left: ReactNode; right: ReactNode }) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      {left}
      {right}
    </div>
  );
}
