import type { Metadata } from 'next';
import { Page } from '@/app/_components/page';

export const metadata: Metadata = { title: 'Photo' };

export default function PhotoPage() {
  return <Page title="Photo" lead="For everybody." />;
}
