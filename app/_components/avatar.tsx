import { initialsOf } from './display-name';

/**
 * A person's or an organization's initials. No picture: it could be anywhere on the internet, and
 * whoever serves it would learn who looks at this page.
 */
export function Avatar({
  name,
  className = 'size-8 text-xs',
}: {
  name: string;
  className?: string;
}) {
  return (
    <span
      aria-hidden="true"
      className={`flex shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent ${className}`}
    >
      {initialsOf(name)}
    </span>
  );
}
