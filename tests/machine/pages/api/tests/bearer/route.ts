import { verifyAccessToken } from '@/lib/api-auth';
import { getConfig } from '@/lib/config';

/**
 * An API that takes Bearer tokens: for the first of `LOGTO_RESOURCES`, with the scope `read:orders`, and the
 * other requirements of its query.
 */
export async function GET(request: Request) {
  const [audience = ''] = getConfig().resources;
  const query = new URL(request.url).searchParams;
  const claims = await verifyAccessToken(request, {
    audience,
    scopes: ['read:orders'],
    ...(query.has('organization') && { organizationId: query.get('organization') ?? '' }),
    ...(query.has('max_age') && { maxAge: Number(query.get('max_age')) }),
    ...(query.has('acr') && { acr: query.get('acr') ?? '' }),
  });
  return claims instanceof Response ? claims : Response.json({ sub: claims.sub });
}
