import type { MetadataRoute } from 'next';

/** The pages may be found; what lies behind a sign-in has nothing for a search engine. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/', disallow: '/api/' } };
}
