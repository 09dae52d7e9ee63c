import type { MetadataRoute } from 'next';

/** Search engines may list the public pages, but not the pages that need a sign-in. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/', disallow: '/api/' } };
}
