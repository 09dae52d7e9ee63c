'use client';

import ErrorPage from './error';
import './globals.css';

/** Shown if not even the layout can be rendered. Only the browser renders it, so the theme is read there. */
export default function GlobalError({ retry }: { retry: () => void }) {
  const cookies = typeof document === 'undefined' ? '' : document.cookie;
  return (
    <html lang="en" data-theme={/\btheme=(light|dark)\b/.exec(cookies)?.[1]}>
      <body>
        <title>Something went wrong</title>
        <ErrorPage retry={retry} />
      </body>
    </html>
  );
}
