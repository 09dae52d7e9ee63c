import type { Metadata } from 'next';
import Link from 'next/link';
import { Page } from '@/app/_components/page';
import { getNonce } from '@/lib/auth';

export const metadata: Metadata = { title: 'Photos' };

/** A public page, with data for search engines and its own script. */
export default async function PhotosPage() {
  const nonce = await getNonce();
  return (
    <Page title="Photos" lead="For everybody.">
      <script type="application/ld+json">{'{"@type":"WebPage"}'}</script>
      <script nonce={nonce}>{'0'}</script>
      <Link href="/photos/made-up">A photo</Link>
    </Page>
  );
}
