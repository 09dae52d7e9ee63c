import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { dependencies } from '../package.json';

/**
 * One `class … extends String`, anywhere, and V8 looks string methods up in a slow way from then on, in
 * the whole process, React and Next included (ioredis 6.0 has one).
 */
test.each(Object.keys(dependencies).filter((name) => !/^(next|react.*|server-only)$/.test(name)))(
  '%s leaves the methods of strings fast',
  (name) => {
    const script = `await import('${name}'); console.log(%HasFastProperties(String.prototype))`;
    const args = ['--allow-natives-syntax', '--input-type=module', '--eval', script];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('true\n');
  },
);
