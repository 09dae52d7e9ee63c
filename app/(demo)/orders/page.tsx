import type { Metadata } from 'next';
import { Notice } from '@/app/(demo)/_components/notice';
import { Page } from '@/app/_components/page';
import { requireUser } from '@/lib/auth';
import { OrderForm } from './order-form';
import { callOrdersApi, ordersResource, ordersSchema } from './orders-api';

export const metadata: Metadata = { title: 'Orders' };

export default async function OrdersPage({ searchParams }: PageProps<'/orders'>) {
  await requireUser();
  const query = await searchParams;
  return (
    <Page
      title="Orders"
      lead="Fetched on the server, from an API that takes your access token and nothing else."
    >
      {ordersResource() !== undefined && <OrderForm query={query} />}
      <Orders />
    </Page>
  );
}

async function Orders() {
  const resource = ordersResource();
  if (resource === undefined) {
    return (
      <Notice icon="box" title="No API is configured yet">
        Name its resource indicator in <code>LOGTO_RESOURCES</code>, and this page calls it.
      </Notice>
    );
  }
  const response = await callOrdersApi(resource);
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
  const { orders } = ordersSchema.parse(await response.json());
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
