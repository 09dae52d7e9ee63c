import type { NextRequest } from 'next/server';
import { verifyAccessToken } from '@/lib/api-auth';
import { getConfig } from '@/lib/config';
import { jsonResponse } from '@/lib/http/responses';

const orders = [
  { id: '1003', item: 'A chair', total: '129.00', placedOn: '2026-03-02' },
  { id: '1002', item: 'A desk lamp', total: '48.50', placedOn: '2026-02-17' },
  { id: '1001', item: 'Three notebooks', total: '12.90', placedOn: '2026-01-29' },
];

/** Stands in for an API of yours: whoever calls it shows an access token, no cookie. */
export async function GET(request: NextRequest) {
  const [audience] = getConfig().resources;
  if (audience === undefined) return jsonResponse({ error: 'no_resource_configured' }, 404);
  const claims = await verifyAccessToken(request, { audience, scopes: ['read:orders'] });
  return claims instanceof Response ? claims : jsonResponse({ orders });
}
