import { defineConfig } from '@playwright/test';
import base from '../../playwright.config';

const { globalSetup, projects, ...common } = base;

/** The tests of recipes that have a build of their own: `recipe-app.ts`. They need nothing of the other tests' build. */
export default defineConfig({
  ...common,
  testDir: '.',
  testMatch: '*.recipe.ts',
  outputDir: '../../test-results/adoption',
  fullyParallel: false,
  reporter: [['list'], ['../support/not-run-reporter.ts']],
});
