import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  // As Next's server does: `server-only` resolves to nothing instead of throwing.
  ssr: { resolve: { conditions: ['react-server', 'node', 'import', 'default'] } },
  test: { include: ['{app,lib,dev,tests}/**/*.test.{ts,tsx}'] },
});
