/** The app's name, texts and mark. Pages, pictures and tests read them here. */
export const site = {
  /** Shown beside the mark, and after the title of every page. */
  name: 'Logto starter',
  /** The heading of the front page, also shown in the picture of a link to the app. */
  tagline: 'Your Next.js app, with sign-in.',
  description:
    'A starter template that signs your users in with Logto: secure by default, tested, and yours to extend.',
  /** The path of an SVG drawing in strokes, 32 by 32 units: a key. */
  mark: 'M20.5 13a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM16 17.5V25M16 22.5h4',
  /** The color of the square behind the mark, in pictures. In pages it is `--accent` of `globals.css`. */
  color: '#5a3ee0',
};

/** The main navigation. Visitors see the pages that `app/protected-paths.ts` doesn't protect. */
export const navigation = [
  { href: '/profile', text: 'Profile' },
  { href: '/orders', text: 'Orders' }, // demo
  { href: '/organizations', text: 'Organizations' }, // organizations
  // Add yours here.
];
