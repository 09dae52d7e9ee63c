'use client';

import { PageBody } from './_components/page-body';
import './globals.css';

/** Where even the layout could not be rendered. */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong</title>
        <PageBody title="Something went wrong" lead="That is our fault, not yours.">
          <button type="button" className="button-primary" onClick={retry}>
            Try again
          </button>
        </PageBody>
      </body>
    </html>
  );
}
