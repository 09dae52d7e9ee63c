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

/** An order in the API's answer. */
export type Order = z.infer<typeof orderSchema>;

/** Parses the answer of `GET /api/orders`. */
export const ordersSchema = z.object({ orders: z.array(orderSchema) });

/** The API's resource indicator: the first of `LOGTO_RESOURCES`; `undefined` if none is configured. */
export const ordersResource = () => getConfig().resources[0];

/**
 * Calls `/api/orders` with the user's access token, as if the API ran on another server.
 *
 * @returns its answer; `null` if there was none
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
