import type { ReactNode } from 'react';
import { Header } from './header';
import { PageBody } from './page-body';

/**
 * The frame of a page. The header belongs to the page, not to the layout, which Next doesn't
 * render again on the way from page to page: who is signed in is always told as it is now.
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
      <Header showsSignOut />
      <PageBody title={title} lead={lead}>
        {children}
      </PageBody>
    </>
  );
}
