/** What this app is called and looks like from outside: pages, pictures and tests read it here. */
export const site = {
  /** Stands beside the mark, and after the title of every page. */
  name: 'Logto starter',
  /** The front page's heading, and what a link to the app shows in large letters. */
  tagline: 'Your Next.js app, with people in it.',
  description:
    'A starter template that signs your users in with Logto: secure by default, small enough to read in an evening, and yours to extend.',
  /** A drawing in strokes, on a square of 32 by 32: a key. */
  mark: 'M20.5 13a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM16 17.5V25M16 22.5h4',
  /** The square behind the mark, in pictures; within pages it is `--accent` in `globals.css`. */
  color: '#5a3ee0',
};

/** The main navigation, for signed-in users. */
export const navigation = [
  { href: '/profile', text: 'Profile' },
  { href: '/orders', text: 'Orders' }, // demo
  { href: '/organizations', text: 'Organizations' }, // demo
  // Add yours here.
];
