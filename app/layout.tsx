import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Logto starter for Next.js', template: '%s · Logto starter' },
  description: 'A Next.js App Router starter template that signs users in with Logto.',
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:m-2 focus:button"
        >
          Skip to content
        </a>
        {children}
        <footer className="mx-auto mt-auto w-full max-w-5xl px-5 py-10 text-sm text-muted">
          Built on Next.js, Logto and open standards. Make it yours.
        </footer>
      </body>
    </html>
  );
}
