import nextVitals from 'eslint-config-next/core-web-vitals';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Imports that each folder must not have, so that imports run one way; `docs/architecture.md` explains the order.
 * `folders` are folders of `lib/`.
 */
const importRules = [
  {
    files: 'lib/*.ts',
    except: ['lib/auth.ts', 'lib/api-auth.ts', 'lib/auth-events.ts'],
    folders: ['user', 'http', 'logto', 'session'],
  },
  { files: 'lib/http/*.ts', folders: ['user', 'logto', 'session'] },
  {
    files: 'lib/logto/*.ts',
    folders: ['user', 'http', 'session'],
    packages: ['next', 'next/*', 'iron-session'],
  },
  {
    files: 'lib/session/*.ts',
    folders: ['user', 'http'],
    packages: ['next', 'next/*', 'openid-client', 'jose'],
  },
  { files: 'lib/user/*.ts', folders: [], packages: ['openid-client', 'iron-session'] },
  {
    files: 'app/**/*.{ts,tsx}',
    except: ['app/api/logto/**'],
    folders: ['session'],
    packages: ['openid-client', 'jose', 'iron-session', 'ioredis'],
  },
  {
    files: 'app/api/logto/**/*.ts',
    folders: [],
    packages: ['openid-client', 'jose', 'iron-session', 'ioredis'],
  },
].map(({ files, except = [], folders, packages = [] }) => {
  const outside = files.startsWith('lib/')
    ? ['@/app/*', '../../app/*', '../auth', '../api-auth']
    : [];
  const paths = folders.flatMap((name) => [`./${name}/*`, `../${name}/*`, `@/lib/${name}/*`]);
  const group = [...paths, ...packages, ...outside];
  const message = 'Imports run one way: see docs/architecture.md.';
  return {
    files: [files],
    ignores: ['**/*.test.ts', ...except],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
  };
});

export default defineConfig([
  globalIgnores(['.next/**', 'next-env.d.ts', 'test-results/**']),
  ...nextVitals,
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // The first is deprecated as a warning only; `lib/config.ts` allows http on loopback hosts alone. Of the second, one
      // way to call it is deprecated.
      '@typescript-eslint/no-deprecated': [
        'error',
        {
          allow: [
            { from: 'package', package: 'openid-client', name: 'allowInsecureRequests' },
            { from: 'lib', name: 'createElement' },
          ],
        },
      ],
      // `const { omitted, ...rest }` is the usual way to omit a property; `_request` is there for whoever extends a function.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_' },
      ],
      // An async function may be one only because its interface is: the store in memory.
      '@typescript-eslint/require-await': 'off',
      // Numbers in template strings are unambiguous.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    // Playwright's fixtures have a callback named `use`, which is not React's hook.
    files: ['tests/**'],
    rules: { 'react-hooks/rules-of-hooks': 'off' },
  },
  {
    // A user's picture may be anywhere. `next/image` would add its script to every page, for nothing.
    files: ['app/_components/avatar.tsx'],
    rules: { '@next/next/no-img-element': 'off' },
  },
  // Next's configuration is often a function without a name.
  { files: ['next.config.mjs'], rules: { 'import/no-anonymous-default-export': 'off' } },
  ...importRules,
]);
