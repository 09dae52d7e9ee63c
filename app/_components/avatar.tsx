import { extraSources } from '@/app/content-security-policy';
import { getConfig } from '@/lib/config';

/**
 * The picture of a person or an organization, if `img-src` in `app/content-security-policy.ts` allows its address. The picture's
 * server can see that a user has a page open, but not which page. The initials show if there is no picture, or if it doesn't load.
 */
export function Avatar({
  name,
  picture,
  className = 'size-8 text-xs',
}: {
  name: string;
  picture?: string | null | undefined;
  className?: string;
}) {
  return (
    <span
      aria-hidden="true"
      className={`relative flex shrink-0 items-center justify-center overflow-hidden rounded-full bg-accent-soft font-semibold text-accent ${className}`}
    >
      {initialsOf(name)}
      {picture && mayShow(picture) && (
        <img
          src={picture}
          alt=""
          loading="lazy"
          referrerPolicy="no-referrer"
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </span>
  );
}

/** Returns up to two initials of a name: of its first and its last word. */
function initialsOf(name: string): string {
  const words = name.split(/[\s._@-]+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => /^./u.exec(word ?? '')?.[0].toUpperCase() ?? '').join('');
}

/** Returns whether a source of the policy names this picture's host or scheme. The browser checks the rest. */
function mayShow(picture: string): boolean {
  const { baseUrl } = getConfig();
  if (!URL.canParse(picture, baseUrl)) return false;
  const { protocol, host, origin } = new URL(picture, baseUrl);
  if (protocol === 'data:' || origin === baseUrl) return true;
  return (extraSources['img-src'] ?? []).some((source) => {
    const [, named] = /^(?:https?:\/\/)?(?:\*\.)?([^/]+)/.exec(source) ?? [];
    return source === '*' || source === protocol || (named !== undefined && host.endsWith(named));
  });
}
