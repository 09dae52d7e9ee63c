import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  // As Next's server does: `server-only` resolves to nothing instead of throwing.
  ssr: { resolve: { conditions: ['react-server', 'node', 'import', 'default'] } },
  test: {
    include: ['{app,lib,dev}/**/*.test.ts'],
    env: {
      LOGTO_ENDPOINT: 'https://tenant.logto.test',
      LOGTO_APP_ID: 'unit-test-app',
      LOGTO_APP_SECRET: 'unit-test-secret',
      SESSION_SECRET: 'unit-test-session-secret-of-forty-chars!',
      BASE_URL: 'https://app.test',
    },
  },
});
