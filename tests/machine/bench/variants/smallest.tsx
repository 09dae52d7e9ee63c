import { Page } from '@/app/_components/page';
import { requireUser } from '@/lib/auth';

/** The smallest page that needs a user: nowhere does auth weigh more. */
export default async function SmallestPage() {
  const { name, sub } = await requireUser();
  return <Page title={`Hello ${name ?? sub}`} lead="Everything here is from the session." />;
}
