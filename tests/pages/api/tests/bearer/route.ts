import { verifyAccessToken } from '@/lib/api-auth';
import { getConfig } from '@/lib/config';

/** An API that takes Bearer tokens: for the first of `LOGTO_RESOURCES`, with the scope `read:orders`. */
export async function GET(request: Request) {
  const [audience = ''] = getConfig().resources;
  const claims = await verifyAccessToken(request, { audience, scopes: ['read:orders'] });
  return claims instanceof Response ? claims : Response.json({ sub: claims.sub });
}
