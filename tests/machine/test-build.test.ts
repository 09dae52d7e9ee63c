import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NextConfig } from 'next';
import { afterAll, expect, test } from 'vitest';
import { writeConfig } from './support/test-build';

const root = mkdtempSync(join(tmpdir(), 'an owner’s folder '));

afterAll(() => {
  rmSync(root, { recursive: true });
});

const settings = `{
  output: 'standalone',
  distDir: 'elsewhere',
  trailingSlash: phase === 'phase-production-build' && defaultConfig.own,
  turbopack: { resolveAlias: { a: 'b' } },
  typescript: { tsconfigPath: 'tsconfig.build.json' },
}`;
const forms: Record<string, string> = {
  'an object': `const phase = 'phase-production-build';\nconst defaultConfig = { own: true };\nexport default ${settings};`,
  'a function': `export default (phase, { defaultConfig }) => (${settings});`,
  'an async function': `export default async (phase, { defaultConfig }) => (${settings});`,
};

test.each(Object.entries(forms))(
  'the test build keeps next.config.mjs as %s',
  async (name, code) => {
    const project = join(root, name);
    mkdirSync(join(project, 'build'), { recursive: true });
    writeFileSync(join(project, 'next.config.mjs'), code);
    writeConfig(join(project, 'build'), project);
    const { default: config } = (await import(join(project, 'build/next.config.mjs'))) as {
      default: (phase: string, context: object) => Promise<NextConfig>;
    };
    const context = { defaultConfig: { own: true } };
    expect(await config('phase-production-build', context)).toEqual({
      trailingSlash: true,
      turbopack: { resolveAlias: { a: 'b' }, root: project },
      typescript: { tsconfigPath: 'tsconfig.build.json', ignoreBuildErrors: true },
    });
  },
);
