import { expect, test } from 'vitest';
import { guardedPages, problemsOf, thisProject } from '../support/app-rules';

/** Each line names a place in your code, the problem, and what to do. */
test('the app has no page, route or action that lets strangers in by mistake', () => {
  expect(problemsOf(thisProject)).toEqual([]);
  expect(guardedPages.map(({ path }) => path)).toContain('/profile');
});
