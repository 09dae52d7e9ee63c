/** The key, as in `app/icon.svg`. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" className="size-8" aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g fill="none" strokeWidth="3" strokeLinecap="round" className="stroke-on-accent">
        <circle cx="16" cy="13" r="4.5" />
        <path d="M16 17.5V25M16 22.5h4" />
      </g>
    </svg>
  );
}
