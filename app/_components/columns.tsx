import type { ReactNode } from 'react';

/** Two things to compare: side by side where there is room, else one below the other. */
export function Columns({ left, right }: { left: ReactNode; right: ReactNode }) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      {left}
      {right}
    </div>
  );
}
