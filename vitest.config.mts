import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As Next's server does: the server's half of `next/navigation`, and `server-only` is nothing that throws.
  resolve: {
    tsconfigPaths: true,
    alias: { 'next/navigation': 'next/dist/api/navigation.react-server.js' },
  },
  ssr: { resolve: { conditions: ['react-server', 'node', 'import', 'default'] } },
  test: {
    testTimeout: 60_000, // a busy machine is slow
    include: ['{app,docs,lib,dev}/**/*.test.ts', 'tests/{*,simulation/*}.test.ts'],
    env: {
      LOGTO_ENDPOINT: 'https://tenant.logto.test',
      LOGTO_APP_ID: 'unit-test-app',
      LOGTO_APP_SECRET: 'unit-test-secret',
      SESSION_SECRET: 'unit-test-session-secret-of-forty-chars!',
      BASE_URL: 'https://app.test',
    },
  },
});
