import { defineConfig } from '@playwright/test';
import base from '../../../playwright.config';

const { globalSetup, globalTeardown, ...common } = base;

/**
 * Tests that need another build than the other tests: those of recipes (see `recipe-app.ts`), of `npm run dev` and
 * `npm run preview`, and of the server as it is deployed.
 */
export default defineConfig({
  ...common,
  testDir: '.',
  testMatch: '*.recipe.ts',
  outputDir: '../../../test-results/adoption',
  fullyParallel: false,
  reporter: [['list'], ['../support/not-run-reporter.ts']],
});
