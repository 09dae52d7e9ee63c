import { existsSync } from 'node:fs'; // template
import { defineConfig, devices } from '@playwright/test';
import { browserPath } from './tests/support/browser';

const setup = ['./tests/support/build.ts'];
const machine = existsSync('tests/machine') ? ['./tests/machine/support'] : []; // template
for (const at of machine) setup.unshift(`${at}/install-servers.ts`, `${at}/test-build.ts`); // template

const asRoot = process.getuid?.() === 0;

// As in Next's server, for tests that import `lib/`: there, `server-only` is nothing that throws.
process.env['NODE_OPTIONS'] = '--conditions=react-server';

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  globalSetup: setup,
  globalTeardown: machine.map((folder) => `${folder}/server-output.ts`), // template
  outputDir: 'test-results/output',
  fullyParallel: true,
  forbidOnly: !!process.env['CI'],
  workers: 3, // many tests wait
  reporter: [['list'], ...machine.map((at): [string] => [`${at}/not-run-reporter.ts`])], // template
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
