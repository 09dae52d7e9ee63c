import type { Metadata, Viewport } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { getConfig } from '@/lib/config';
import { getTheme, ThemeSwitch } from './_components/theme-switch';
import './globals.css';
import { site } from './site';

/** Addresses in the metadata are built on `BASE_URL`, which is known at run time only. */
export async function generateMetadata(): Promise<Metadata> {
  await connection();
  return {
    metadataBase: new URL(getConfig().baseUrl),
    title: { default: site.name, template: `%s · ${site.name}` },
    description: site.description,
    openGraph: { type: 'website', siteName: site.name },
    twitter: { card: 'summary_large_image' },
  };
}

/** The browser's own bars get the color of the header. */
export async function generateViewport(): Promise<Viewport> {
  const theme = await getTheme();
  const colors = { light: '#ffffff', dark: '#1a1920' };
  const forScheme = (scheme: 'light' | 'dark') => ({
    media: `(prefers-color-scheme: ${scheme})`,
    color: colors[scheme],
  });
  return { themeColor: theme ? colors[theme] : [forScheme('light'), forScheme('dark')] };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    // Browser extensions and themes change attributes of this element before React starts.
    <html lang="en" data-theme={await getTheme()} suppressHydrationWarning>
      <body>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:m-2 focus:button"
        >
          Skip to content
        </a>
        {children}
        <footer className="column mt-auto flex items-center justify-between gap-4 py-6 text-sm text-balance text-muted">
          {site.name}
          <ThemeSwitch />
        </footer>
      </body>
    </html>
  );
}
