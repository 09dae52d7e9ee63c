'use server';

import { requireUser } from '@/lib/auth';
import { followChallenge } from './challenge';
import { orderFormSchema, showOutcome } from './order-form-fields';
import { callOrdersApi, ordersResource } from './orders-api';

/** Places the order of the form once, and shows the result. */
export async function placeOrder(form: FormData): Promise<void> {
  await requireUser();
  const resource = ordersResource();
  const { data: order } = orderFormSchema.safeParse(Object.fromEntries(form));
  if (!order || resource === undefined) return showOutcome('invalid');
  const { item, key } = order;
  const response = await callOrdersApi(resource, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ item }),
  });
  if (response)
    await followChallenge(response, `/orders?${new URLSearchParams({ item }).toString()}`);
  if (response?.status === 403) return showOutcome('forbidden');
  if (!response?.ok) return showOutcome('failed', order);
  showOutcome('placed');
}
