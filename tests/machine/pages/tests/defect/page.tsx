import { requireUser } from '@/lib/auth';

/** A page with a defect, whose error message must stay secret. */
export default async function DefectPage() {
  const { sub } = await requireUser();
  throw new RangeError(`No such user: ${sub}, not-an-address`);
}
