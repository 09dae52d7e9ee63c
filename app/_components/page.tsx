import type { ReactNode } from 'react';
import { Header } from './header';

/**
 * A page: the header, a heading, a sentence that describes the page, and the content. The header is part of the page, not of the
 * layout: Next doesn't render the layout again when the user opens another page, and the header must always show the user who
 * is signed in now.
 */
export function Page({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <>
      <Header />
      <main id="content" className="column py-8 sm:py-12">
        <h1 className="text-3xl font-semibold tracking-tight text-balance">{title}</h1>
        {lead && <p className="mt-2 max-w-2xl leading-relaxed text-pretty text-muted">{lead}</p>}
        {children && <div className="mt-8">{children}</div>}
      </main>
    </>
  );
}
