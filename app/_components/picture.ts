import type { ExtraSources } from '@/lib/http/security-headers';

/**
 * Returns the address of a user's picture if the Content-Security-Policy allows it, otherwise `undefined`. Allowed are pictures of
 * the app itself, `data:` addresses, and addresses that a source of `img-src` covers.
 */
export function pictureToShow(
  picture: string | null | undefined,
  baseUrl: string,
  extra: ExtraSources,
): string | undefined {
  if (!picture || !URL.canParse(picture, baseUrl)) return undefined;
  const url = new URL(picture, baseUrl);
  const isAllowed =
    url.protocol === 'data:' ||
    url.origin === new URL(baseUrl).origin ||
    extra['img-src']?.some((source) => covers(source, url));
  return isAllowed ? picture : undefined;
}

/** Returns whether a source covers an address: `*`, `https:`, or `https://*.example.com:8443/pictures/`. */
function covers(source: string, { protocol, host, pathname }: URL): boolean {
  if (source === '*') return protocol === 'https:' || protocol === 'http:';
  if (/^[a-z]+:$/.test(source)) return source === protocol;
  const parts = /^(?:(https?:)\/\/)?(\*\.)?([^/*]+)(\/.*)?$/.exec(source);
  if (!parts) return false;
  const [, scheme = 'https:', anyLabel, name = '', path = '/'] = parts;
  const isHost = anyLabel ? host.endsWith(`.${name}`) : host === name;
  const isPath = path.endsWith('/') ? pathname.startsWith(path) : pathname === path;
  return scheme === protocol && isHost && isPath;
}
