/** Returns whether a browser or Next's router loads this in advance, without a click. */
export function isPrefetch({ headers }: Request): boolean {
  return (
    headers.has('next-router-prefetch') ||
    headers.has('next-router-segment-prefetch') ||
    ['purpose', 'sec-purpose', 'x-moz'].some((name) => headers.get(name)?.includes('prefetch'))
  );
}

/** Returns whether Next's router sent this, by `fetch`, which can't follow a redirect to Logto. */
export function isRouterFetch({ headers }: Request): boolean {
  return headers.has('rsc');
}

/** Returns whether a page is loaded, not a frame, image or data. Current browsers send the header; without it, yes. */
export function asksForDocument({ headers }: Request): boolean {
  return (headers.get('sec-fetch-dest') ?? 'document') === 'document';
}
