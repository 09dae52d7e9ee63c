import nextVitals from 'eslint-config-next/core-web-vitals';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What a route can do without: React comes with the renderer of pages, and Next's own functions load React. */
const ofPages = ['react', 'next/headers', 'next/navigation'];

/** In everything that is deployed; `docs/performance.md` has the figures. */
const onlyZodMini = {
  regex: '^zod($|/(?!mini$|v4/core$))',
  message: 'zod/mini: to load classic zod takes 5 to 8 ms more whenever a function wakes.',
};

/** Where each room of `lib/` may not look, so that imports run one way; `docs/architecture.md` says why. */
const rooms = [
  {
    files: 'lib/*.ts',
    except: ['lib/auth.ts', 'lib/api-auth.ts'],
    closed: ['user', 'http', 'logto', 'session'],
  },
  { files: 'lib/process/*.ts', closed: ['user', 'http', 'logto', 'session'] },
  { files: 'lib/http/*.ts', closed: ['user', 'logto', 'session'], lazy: ofPages },
  {
    files: 'lib/logto/*.ts',
    closed: ['user', 'http', 'session'],
    packages: ['next', 'next/*', 'iron-session'],
  },
  {
    files: 'lib/session/*.ts',
    closed: ['user', 'http', 'logto'],
    packages: ['next', 'next/*', 'openid-client', 'jose'],
  },
  {
    files: 'lib/user/*.ts',
    closed: [],
    packages: ['openid-client', 'iron-session'],
    lazy: ofPages,
  },
  {
    files: 'app/**/*.{ts,tsx}',
    except: ['app/api/logto/**'],
    closed: ['session', 'process'],
    packages: ['openid-client', 'jose', 'iron-session', 'ioredis'],
  },
  {
    files: 'app/api/logto/**/*.ts',
    closed: ['process'],
    packages: ['openid-client', 'jose', 'iron-session', 'ioredis'],
    lazy: ofPages,
  },
].map(({ files, except = [], closed, packages = [], lazy = [] }) => ({
  files: [files],
  ignores: ['**/*.test.ts', ...except],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          onlyZodMini,
          {
            group: [
              ...closed.flatMap((room) => [`./${room}/*`, `../${room}/*`, `@/lib/${room}/*`]),
              ...packages,
              ...(files.startsWith('lib/')
                ? ['@/app/*', '../../app/*', '../auth', '../api-auth']
                : []),
            ],
            message: 'Imports run one way: see docs/architecture.md.',
          },
          ...(lazy.length === 0
            ? []
            : [
                {
                  group: lazy,
                  message:
                    'It loads the renderer of pages, 20 ms when a route wakes: await import() where it is needed.',
                },
              ]),
        ],
      },
    ],
  },
}));

export default defineConfig([
  globalIgnores(['.next/**', 'next-env.d.ts', 'test-results/**']),
  ...nextVitals,
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Deprecated by its author only to make one think: `lib/config.ts` allows http on loopback alone.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
      // `const { left, ...rest }` is how a property is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // Numbers in template strings are read by people and by URLs alike; nothing is lost.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    // Playwright's fixtures have a callback named `use`, which is no hook of React's.
    files: ['tests/**'],
    rules: { 'react-hooks/rules-of-hooks': 'off' },
  },
  {
    files: ['{app,lib}/**/*.{ts,tsx}', 'middleware.ts', 'instrumentation.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [onlyZodMini] }] },
  },
  ...rooms,
]);
