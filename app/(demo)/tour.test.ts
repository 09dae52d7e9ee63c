import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { environmentSchema } from '@/lib/environment-schema';

/** The source of a component of the front page. */
const read = (name: string) => readFileSync(`app/(demo)/_components/${name}.tsx`, 'utf8');
const [pitch, examples] = [read('pitch'), read('examples')];

test('the commands are there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
  const commands = pitch.match(/(?<=npm run )[\w:]+/g) ?? [];
  expect(commands.length).toBeGreaterThan(2);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands));
});

test('the variables are there', () => {
  const named = (pitch + examples).match(/\b(LOGTO|SESSION|BASE|REDIS)_[A-Z_]+\b/g) ?? [];
  expect(Object.keys(environmentSchema.shape)).toEqual(expect.arrayContaining(named));
});

test('the files are there', () => {
  const paths = (pitch + examples).match(/(?<=(path|file): ')[^']+/g) ?? [];
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});
