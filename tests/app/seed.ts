/**
 * What the pages need before the tests can open them. It is yours: see `docs/recipes.md`, “Test your page, signed in”.
 */

/**
 * For a path with a dynamic segment, one that Alice may see: `'/notes/[id]': '/notes/1'`. The tests then open the page as
 * Alice, too. Without an example they check that strangers are sent to sign in, with a segment that they make up.
 */
export const examples: Record<string, string> = {
  '/organizations/[id]': '/organizations/k3v9x0q7m2ab', // demo
};

/** Variables that the app under test needs besides the template's: `DATABASE_URL: 'file:/tmp/tests.db'`. */
export const environment: Record<string, string> = {};

/** Runs once before the end-to-end tests: for example, to make a database with the rows that {@link examples} name. */
export default async function seed(): Promise<void> {
  // Your work here.
}
