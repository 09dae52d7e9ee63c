import type { ReactNode } from 'react';

/** The heading of a page, a sentence that describes the page, and the content. */
export function PageBody({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <main id="content" className="column py-8 sm:py-12">
      <h1 className="text-3xl font-semibold tracking-tight text-balance">{title}</h1>
      {lead && <p className="mt-2 max-w-2xl leading-relaxed text-pretty text-muted">{lead}</p>}
      {children && <div className="mt-8">{children}</div>}
    </main>
  );
}
