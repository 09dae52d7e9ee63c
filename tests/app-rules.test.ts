import { describe, expect, test } from 'vitest';
import {
  actionGuardProblems,
  guardedPages,
  pageGuardProblems,
  routeGuardProblems,
  unknownPaths,
} from './support/app-rules';

// What a page, a route or an action of `app/` misses. Each message names the file, and the line to add.

describe('what is in app/', () => {
  test('is known to the tests: its public paths, and an example of each dynamic one', () => {
    expect(unknownPaths()).toEqual([]);
  });

  test('guards each page twice: by the list of protected paths, and in the page', () => {
    expect(pageGuardProblems()).toEqual([]);
    expect(guardedPages.map(({ path }) => path)).toContain('/profile');
  });

  test('guards each route', () => {
    expect(routeGuardProblems()).toEqual([]);
  });

  test('guards each server action', () => {
    expect(actionGuardProblems()).toEqual([]);
  });
});
