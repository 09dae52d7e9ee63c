import type { Metadata } from 'next';
import { z } from 'zod';
import { Notice } from '@/app/(demo)/_components/notice';
import { Page } from '@/app/_components/page';
import { getAccessToken, requireUser } from '@/lib/auth';
import { getConfig } from '@/lib/config';

export const metadata: Metadata = { title: 'Orders' };

const answerSchema = z.object({
  orders: z.array(
    z.object({ id: z.string(), item: z.string(), total: z.string(), placedOn: z.iso.date() }),
  ),
});

export default async function OrdersPage() {
  await requireUser();
  return (
    <Page
      title="Orders"
      lead="Fetched on the server, from an API that takes your access token and nothing else."
    >
      <Orders />
    </Page>
  );
}

async function Orders() {
  const { baseUrl, resources } = getConfig();
  const [resource] = resources;
  if (resource === undefined) {
    return (
      <Notice icon="box" title="No API is configured yet">
        Name its resource indicator in <code>LOGTO_RESOURCES</code>, and this page calls it.
      </Notice>
    );
  }
  const token = await getAccessToken(resource);
  const response = await fetch(`${baseUrl}/api/orders`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5000),
  }).catch(() => null);
  if (response?.status === 403) {
    return (
      <Notice icon="lock" title="You may not see any orders">
        The API asks for the permission <b className="text-ink">read:orders</b>, which none of your
        roles has.
      </Notice>
    );
  }
  if (!response?.ok) {
    return (
      <Notice icon="alert" title="The API has no answer">
        <p>You are still signed in. This is usually over in a moment.</p>
        <a href="/orders" className="mt-4 button">
          Try again
        </a>
      </Notice>
    );
  }
  const { orders } = answerSchema.parse(await response.json());
  if (orders.length === 0) return <Notice icon="box" title="No orders yet" />;
  return (
    <ul className="divide-y divide-line card">
      {orders.map(({ id, item, total, placedOn }) => (
        <li key={id} className="grid grid-cols-[1fr_auto] gap-x-6 px-5 py-4">
          <span className="font-medium">{item}</span>
          <span className="text-right font-medium tabular-nums">{total}</span>
          <span className="text-sm text-muted">
            No. {id}, placed on <time dateTime={placedOn}>{inWords(placedOn)}</time>
          </span>
        </li>
      ))}
    </ul>
  );
}

const inWords = (date: string) =>
  new Date(date).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
