'use client';

import ErrorPage from './error';
import './globals.css';

/** Shown if not even the layout can be rendered. */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong</title>
        <ErrorPage retry={retry} />
      </body>
    </html>
  );
}
