import { defineConfig } from '@playwright/test';
import base from '../../../playwright.config';

const { globalSetup, globalTeardown, ...common } = base;

/** Takes the README's pictures: `npx playwright test --config tests/machine/pictures`. */
export default defineConfig({
  ...common,
  testDir: '.',
  testMatch: 'take.ts',
  globalSetup: '../support/test-build.ts',
  outputDir: '../../../test-results/pictures',
  reporter: 'list',
});
