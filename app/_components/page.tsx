import type { ComponentProps } from 'react';
import { Header } from './header';
import { PageBody } from './page-body';

/**
 * The frame of a page. The header belongs to the page, not to the layout, which Next doesn't
 * render again on the way from page to page: so it always shows who is signed in now.
 */
export function Page(body: ComponentProps<typeof PageBody>) {
  return (
    <>
      <Header showsSignOut />
      <PageBody {...body} />
    </>
  );
}
