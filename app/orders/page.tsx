import type { Metadata } from 'next';
import { z } from 'zod';
import { Page } from '@/app/_components/page';
import { getAccessToken, requireUser } from '@/lib/auth';
import { getConfig } from '@/lib/config';

export const metadata: Metadata = { title: 'Orders' };

const answerSchema = z.object({
  orders: z.array(
    z.object({ id: z.string(), item: z.string(), total: z.string(), placedOn: z.string() }),
  ),
});

const lead = 'Fetched on the server, from an API that takes your access token and nothing else.';

export default async function OrdersPage() {
  await requireUser();
  const { baseUrl, resources } = getConfig();
  const [resource] = resources;
  if (resource === undefined) {
    return <Page title="Orders" lead="No API is configured yet: name it in LOGTO_RESOURCES." />;
  }
  const token = await getAccessToken(resource);
  const response = await fetch(`${baseUrl}/api/orders`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5000),
  }).catch(() => null);
  if (response?.status === 403) {
    return (
      <Page title="Orders" lead="You may not see any orders.">
        <p className="card p-5">
          The API asks for the permission <b>read:orders</b>, which none of your roles has.
        </p>
      </Page>
    );
  }
  if (!response?.ok) return <Page title="Orders" lead="The API has no answer. Try again later." />;
  const { orders } = answerSchema.parse(await response.json());
  return (
    <Page title="Orders" lead={lead}>
      <ul className="divide-y divide-line card">
        {orders.map(({ id, item, total, placedOn }) => (
          <li key={id} className="flex flex-wrap justify-between gap-x-6 gap-y-1 px-5 py-4">
            <span className="font-medium">{item}</span>
            <span className="text-muted">
              {total} · No. {id} · <time dateTime={placedOn}>{placedOn}</time>
            </span>
          </li>
        ))}
      </ul>
    </Page>
  );
}
