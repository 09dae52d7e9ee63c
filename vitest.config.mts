import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const nothing = fileURLToPath(new URL('node_modules/server-only/empty.js', import.meta.url));

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    // A busy machine is slow.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: {
      LOGTO_ENDPOINT: 'https://tenant.logto.test',
      LOGTO_APP_ID: 'unit-test-app',
      LOGTO_APP_SECRET: 'unit-test-secret',
      SESSION_SECRET: 'unit-test-session-secret-of-forty-chars!',
      BASE_URL: 'https://app.test',
    },
    projects: [
      {
        extends: true,
        // As Next's server does: the server's half of `next/navigation`, and `server-only` is nothing that throws.
        resolve: { alias: { 'next/navigation': 'next/dist/api/navigation.react-server.js' } },
        ssr: { resolve: { conditions: ['react-server', 'node', 'import', 'default'] } },
        test: {
          name: 'server',
          include: [
            '{app,lib,dev}/**/*.test.ts',
            'tests/{app,demo,organizations,machine}/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        // Components are rendered by `react-dom`, which the condition `react-server` excludes.
        resolve: { alias: { 'server-only': nothing } },
        test: { name: 'components', include: ['{app,tests}/**/*.test.tsx'] },
      },
    ],
  },
});
