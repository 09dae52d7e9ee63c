const paths = {
  alert:
    'M12 8.5v4.5m0 3.5h.01M10.3 4 2.7 17.2A2 2 0 0 0 4.4 20h15.2a2 2 0 0 0 1.7-2.8L13.7 4a2 2 0 0 0-3.4 0Z',
  arrow: 'M5 12h14m-5.5-5.5L19 12l-5.5 5.5',
  box: 'm3.5 7.5 8.5-4 8.5 4v9l-8.5 4-8.5-4v-9Zm0 0 8.5 4m0 0 8.5-4m-8.5 4v9',
  building:
    'M5 20.5v-15a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v15m0-11h2a2 2 0 0 1 2 2v9m-16 0h18M8.5 8h3m-3 4h3m-3 4h3',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  compass: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm3.5-12.5-2 5-5 2 2-5 5-2Z',
  copy: 'M9 9V6a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-3M6 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2Z',
  exit: 'M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4m5-4 4-4m0 0-4-4m4 4H9',
  lock: 'M7.5 10.5V8a4.5 4.5 0 0 1 9 0v2.5m-10 0h11a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2Z',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3m0-5v5h-5',
  screen:
    'M5 4.5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2Zm3.5 16h7m-3.5-4v4',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-13.5v2m0 15v2m9.5-9.5h-2m-15 0h-2m16.2-6.7-1.4 1.4M6.7 17.3l-1.4 1.4m13.4 0-1.4-1.4M6.7 6.7 5.3 5.3',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5a7.5 7.5 0 0 1 15 0',
};

/** The name of a picture of {@link Icon}. */
export type IconName = keyof typeof paths;

/** A small drawing in the color of the text. Screen readers skip it, because the text beside it has the meaning. */
export function Icon({ name, className = 'size-5' }: { name: IconName; className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={`icon ${className}`} aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
