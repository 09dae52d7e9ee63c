import type { Config } from '../config';

/** The directives of the policy that an owner may extend. `default-src` and `base-uri` are not among them. */
const directives = [
  'script-src',
  'style-src',
  'img-src',
  'font-src',
  'connect-src',
  'media-src',
  'frame-src',
  'worker-src',
  'manifest-src',
  'object-src',
  'frame-ancestors',
  'form-action',
] as const;

/** Sources beside the policy's own ones, for `app/content-security-policy.ts`. */
export type ExtraSources = Partial<Record<(typeof directives)[number], string[]>>;

/**
 * Returns the Content-Security-Policy of a page. Scripts and style elements need this request's nonce; style attributes are
 * allowed, because components set them and they can't run anything. Forms go to the app itself, and on to Logto at
 * sign-out (Chrome checks `form-action` on redirects, too).
 * @see https://www.w3.org/TR/CSP3/
 */
export function contentSecurityPolicy(nonce: string, config: Config, extra: ExtraSources): string {
  const ours: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'"],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
    'form-action': ["'self'", config.endpoint],
  };
  if (config.development) ours['script-src']?.push("'unsafe-eval'"); // Next's error overlay needs it
  const policy = { ...ours };
  for (const [name, sources] of Object.entries(extra))
    if (sources.length > 0)
      policy[name] = (ours[name] ?? ["'self'"])
        .filter((source) => source !== "'none'")
        .concat(sources);
  return Object.entries(policy)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/** A source by which a page would run anybody's script: a whole scheme, any host, inline code, or a nonce that isn't fresh. */
const anyScript =
  /^(\*|[a-z][a-z\d+.-]*:|([a-z][a-z\d+.-]*:\/\/)?\*(:[\d*]+)?([/?#].*)?|'(unsafe-[a-z]+|nonce-.*)')$/i;

/** Returns what is wrong with further sources, one line each: a malformed one, or one that would undo the policy. */
export function sourceProblems(extra: ExtraSources): string[] {
  return Object.entries(extra).flatMap(([name, sources]) => {
    const problem = (text: string) => `app/content-security-policy.ts: ${name}: ${text}`;
    if (!directives.some((known) => known === name))
      return problem(`is not one of ${directives.join(', ')}.`);
    return sources.flatMap((source) => {
      if (!/^[!-+\--:<-~]+$/.test(source) || /^'none'$/i.test(source))
        return problem(`${source} is not a source. Example: https://cdn.example.com`);
      const isRefused = ['script-src', 'object-src'].includes(name) && anyScript.test(source);
      return isRefused ? problem(`${source} would allow scripts of anybody. Remove it.`) : [];
    });
  });
}
