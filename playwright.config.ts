import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';
import { browserPath } from './tests/support/browser';

/** The template's own tests need more: see CONTRIBUTING.md. Your project doesn't have them. */
const machine = './tests/machine/support';
const template = existsSync(machine);

const asRoot = process.getuid?.() === 0;

// As in Next's server, for tests that import `lib/`: there, `server-only` is nothing that throws.
process.env['NODE_OPTIONS'] = '--conditions=react-server';

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  globalSetup: [
    ...(template ? [`${machine}/install-servers.ts`, `${machine}/test-build.ts`] : []),
    './tests/support/build.ts',
    './tests/support/run-seed.ts',
  ],
  ...(template && { globalTeardown: `${machine}/server-output.ts` }),
  outputDir: 'test-results/output',
  fullyParallel: true,
  forbidOnly: !!process.env['CI'],
  workers: 2,
  reporter: template ? [['list'], [`${machine}/not-run-reporter.ts`]] : 'list',
  timeout: 120_000, // a busy machine is slow
  use: {
    ...devices['Desktop Chrome'],
    launchOptions: {
      executablePath: browserPath(),
      args: [
        '--disable-background-networking',
        '--no-first-run',
        ...(asRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
});
