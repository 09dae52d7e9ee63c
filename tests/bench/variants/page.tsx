import { Page } from '@/app/_components/page';
import { requireUser } from '@/lib/auth';

/** The page that all variants serve: the smallest that needs a user, so that auth weighs most. */
export default async function SummaryPage() {
  const { name, sub } = await requireUser();
  return <Page title={`Hello ${name ?? sub}`} lead="Everything here is from the session." />;
}
