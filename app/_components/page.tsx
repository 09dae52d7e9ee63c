import type { ComponentProps } from 'react';
import { Header } from './header';
import { PageBody } from './page-body';

/**
 * The frame of a page. The header is part of the page, not of the layout: Next doesn't render the layout again when the user
 * opens another page, and the header must always show the user who is signed in now.
 */
export function Page(body: ComponentProps<typeof PageBody>) {
  return (
    <>
      <Header showsSignOut />
      <PageBody {...body} />
    </>
  );
}
