import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('a checkout on Windows has the line endings that the formatter wants', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-'));
  const git = (...args: string[]) => {
    const { status, stderr } = spawnSync(
      'git',
      ['-C', folder, '-c', 'core.autocrlf=true', ...args],
      {
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
  };
  cpSync('.gitattributes', join(folder, '.gitattributes'));
  const picture = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  writeFileSync(join(folder, 'page.tsx'), 'one\ntwo\n');
  writeFileSync(join(folder, 'picture.png'), picture);
  git('init', '--quiet');
  git('add', '--all');
  for (const name of ['page.tsx', 'picture.png']) rmSync(join(folder, name));
  git('checkout-index', '--all');
  expect(readFileSync(join(folder, 'page.tsx'), 'utf8')).toBe('one\ntwo\n');
  expect(readFileSync(join(folder, 'picture.png'))).toEqual(picture);
  rmSync(folder, { recursive: true });
});
