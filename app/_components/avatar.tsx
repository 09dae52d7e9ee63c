import { extraSources } from '@/app/content-security-policy';
import { getConfig } from '@/lib/config';
import { initialsOf } from './display-name';
import { pictureToShow } from './picture';

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
  const src = pictureToShow(picture, getConfig().baseUrl, extraSources);
  return (
    <span
      aria-hidden="true"
      className={`relative flex shrink-0 items-center justify-center overflow-hidden rounded-full bg-accent-soft font-semibold text-accent ${className}`}
    >
      {initialsOf(name)}
      {src && (
        <img
          src={src}
          alt=""
          loading="lazy"
          referrerPolicy="no-referrer"
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </span>
  );
}
