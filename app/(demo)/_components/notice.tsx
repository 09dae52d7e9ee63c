import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/app/_components/icon';

/** Shown instead of an empty list: gives the reason, and a next step. */
export function Notice({
  icon,
  title,
  children,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
}) {
  return (
    <section className="flex flex-col items-center rounded-xl border border-dashed border-line px-6 py-12 text-center">
      <span className="flex size-11 items-center justify-center rounded-full bg-accent-soft text-accent">
        <Icon name={icon} />
      </span>
      <h2 className="mt-4 font-semibold text-balance">{title}</h2>
      {children && (
        <div className="mt-1 max-w-md text-sm leading-relaxed text-pretty text-muted">
          {children}
        </div>
      )}
    </section>
  );
}
