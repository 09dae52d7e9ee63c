import type { MetadataRoute } from 'next';

/** The pages may be found; what needs a sign-in is nothing for a search engine. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/', disallow: '/api/' } };
}
