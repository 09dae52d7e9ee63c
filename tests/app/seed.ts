/**
 * Data that your pages need before the tests can open them. The file is yours: see `docs/recipes.md`, “Test your page, signed in”.
 */

/**
 * For a path with a dynamic segment, one that Alice may see: `'/notes/[id]': '/notes/1'`. The tests then open the page as
 * Alice, too. Without an example they check that strangers are sent to sign in, with a segment that they make up.
 */
export const examples: Record<string, string> = {
  '/organizations/[id]': '/organizations/k3v9x0q7m2ab', // organizations
  '/invitations/[id]': '/invitations/unknown', // organizations
  // Add yours here.
};

/** Further variables for the app under test, and for {@link seed}: `DATABASE_FILE: 'test-results/tests.sqlite'`. */
export const environment: Record<string, string> = {};

/**
 * Runs once before the end-to-end tests: for example, to make a database with the rows that {@link examples} name. Import modules
 * of `app/` within the function, because unit tests read this file, too: `const { createNote } = await import('@/app/_data/notes');`
 */
export default async function seed(): Promise<void> {
  // Your work here.
}
