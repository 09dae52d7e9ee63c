import type { ReactNode } from 'react';
import { Header } from './header';
import { PageBody } from './page-body';

/**
 * The frame of every page. The header belongs to the page, not to the layout, which Next doesn't
 * render again on the way from page to page: who is signed in is always told as it is now.
 *
 * @param asksToSignOut the page has its own button to sign out, so the header has none
 */
export function Page({
  title,
  lead,
  asksToSignOut = false,
  children,
}: {
  title: string;
  lead?: ReactNode;
  asksToSignOut?: boolean;
  children?: ReactNode;
}) {
  return (
    <>
      <Header showsSignOut={!asksToSignOut} />
      <PageBody title={title} lead={lead}>
        {children}
      </PageBody>
    </>
  );
}
