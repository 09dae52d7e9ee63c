import 'server-only';
import * as z from 'zod';
import { getAccessToken } from '@/lib/auth';
import { getConfig } from '@/lib/config';

const orderSchema = z.object({
  id: z.string(),
  item: z.string(),
  total: z.string(),
  placedOn: z.iso.date(),
});

/** An order, as the API tells of it. */
export type Order = z.infer<typeof orderSchema>;

/** Parses what `GET /api/orders` answers. */
export const ordersSchema = z.object({ orders: z.array(orderSchema) });

/** The API's resource indicator: the first of `LOGTO_RESOURCES`; `undefined` where none is configured. */
export const ordersResource = () => getConfig().resources[0];

/**
 * Calls `/api/orders`, which could be anywhere, with the user's access token.
 *
 * @returns its answer; `null` where there was none
 */
export async function callOrdersApi(
  resource: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Response | null> {
  const token = await getAccessToken(resource);
  return fetch(`${getConfig().baseUrl}/api/orders`, {
    ...init,
    headers: { ...init.headers, Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5000),
  }).catch(() => null);
}
