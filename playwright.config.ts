import { defineConfig, devices } from '@playwright/test';
import { findBrowser } from './tests/support/find-browser';

const executablePath = findBrowser();
const asRoot = process.getuid?.() === 0;

// As in Next's server, for tests that import `lib/`: there, `server-only` is nothing that throws.
process.env['NODE_OPTIONS'] = '--conditions=react-server';

// Whether no tests were chosen: `playwright test` and nothing else. The workers have other arguments, and inherit this.
process.env['RUNS_ALL_TESTS'] ??= String(process.argv.slice(2).join(' ') === 'test');

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  globalSetup: ['./tests/support/test-build.ts', './tests/support/run-seed.ts'],
  outputDir: 'test-results/output',
  fullyParallel: true,
  forbidOnly: !!process.env['CI'],
  workers: 2,
  reporter: [['list'], ['./tests/support/not-run-reporter.ts']],
  timeout: 120_000, // a busy machine is slow
  projects: [
    { name: 'app', testIgnore: 'server-output.spec.ts', teardown: 'server output' },
    { name: 'server output', testMatch: 'server-output.spec.ts' },
  ],
  use: {
    ...devices['Desktop Chrome'],
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--disable-background-networking',
        '--no-first-run',
        ...(asRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
});
