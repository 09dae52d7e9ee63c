import { LRUCache } from 'lru-cache';
import type { NextRequest } from 'next/server';
import * as z from 'zod';
import { verifyAccessToken } from '@/lib/api-auth';
import { getConfig } from '@/lib/config';
import { readBody } from '@/lib/http/read-body';
import { jsonResponse } from '@/lib/http/response';

interface Order {
  id: string;
  item: string;
  total: string;
  placedOn: string;
}

const orders: Order[] = [
  { id: '1003', item: 'A chair', total: '129.00', placedOn: '2026-03-02' },
  { id: '1002', item: 'A desk lamp', total: '48.50', placedOn: '2026-02-17' },
  { id: '1001', item: 'Three notebooks', total: '12.90', placedOn: '2026-01-29' },
];

/** By user, then by idempotency key. In memory, because this is only an example of an API. */
const placed = new LRUCache<string, LRUCache<string, Order>>({ max: 1_000 });

/** The maximum age of the sign-in to place an order, in seconds. */
const maxAge = 5 * 60;

const orderSchema = z.object({
  item: z.string().trim().min(1).max(50),
});

/** Lists the user's orders. The caller sends an access token, not a cookie. */
export async function GET(request: NextRequest) {
  const [audience] = getConfig().resources;
  if (audience === undefined) return jsonResponse({ error: 'no_resource_configured' }, 404);
  const claims = await verifyAccessToken(request, { audience, scopes: ['read:orders'] });
  if (claims instanceof Response) return claims;
  const own = [...(placed.get(claims.sub)?.values() ?? [])];
  return jsonResponse({ orders: [...own, ...orders] });
}

/** Places an order. A repeated request with the same `Idempotency-Key` returns the same order. */
export async function POST(request: NextRequest) {
  const [audience] = getConfig().resources;
  if (audience === undefined) return jsonResponse({ error: 'no_resource_configured' }, 404);
  const claims = await verifyAccessToken(request, { audience, scopes: ['write:orders'], maxAge });
  if (claims instanceof Response) return claims;
  if (!isJson(request)) return jsonResponse({ error: 'unsupported_media_type' }, 415);
  const { data } = orderSchema.safeParse(await readJson(request));
  if (!data) return jsonResponse({ error: 'invalid_request' }, 400);
  const own = placed.get(claims.sub) ?? new LRUCache<string, Order>({ max: 20 });
  placed.set(claims.sub, own);
  const key = request.headers.get('idempotency-key')?.slice(0, 64) ?? crypto.randomUUID();
  const order = own.get(key) ?? {
    id: crypto.randomUUID().slice(0, 8),
    item: data.item,
    total: '25.00',
    placedOn: new Date().toISOString().slice(0, 10),
  };
  own.set(key, order);
  return jsonResponse({ order }, 201);
}

/** Returns whether the body is declared as JSON. A browser lets another site send JSON only after a preflight request. */
const isJson = (request: Request): boolean =>
  /^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '');

/** Returns the parsed body; `undefined` if it isn't JSON or is too long for an order. */
async function readJson(request: Request): Promise<unknown> {
  try {
    return JSON.parse((await readBody(request, 4 * 1024)).toString());
  } catch {
    return undefined;
  }
}
