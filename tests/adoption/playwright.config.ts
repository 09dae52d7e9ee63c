import { defineConfig } from '@playwright/test';
import base from '../../playwright.config';

const { globalSetup, projects, ...common } = base;

/** The tests of recipes that need another build than the other tests: see `recipe-app.ts`. */
export default defineConfig({
  ...common,
  testDir: '.',
  testMatch: '*.recipe.ts',
  outputDir: '../../test-results/adoption',
  fullyParallel: false,
  reporter: [['list'], ['../support/not-run-reporter.ts']],
});
