import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deflate, inflate, packedLimitBytes } from './compression';

test('what was compressed comes out again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json: unknown = JSON.parse(JSON.stringify(value));
      expect(inflate(deflate(json) ?? '')).toEqual(json);
    }),
  );
});

test('anything else is nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(inflate(`A${text}`)).toBeUndefined();
    }),
  );
});

test('a few bytes can’t be made to fill the memory', () => {
  expect(deflate('x'.repeat(packedLimitBytes))).toBeUndefined();
  const bomb = deflateRawSync(JSON.stringify('x'.repeat(packedLimitBytes))).toString('base64url');
  expect(bomb.length).toBeLessThan(400);
  expect(inflate(bomb)).toBeUndefined();
});
