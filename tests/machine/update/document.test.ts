import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ownersFiles, templatesFolder } from '@/dev/update/project';

test('docs/updating.md lists the owner’s files that an update never changes', () => {
  const row = /^\| yours +\|(.*)\|/m.exec(readFileSync('docs/updating.md', 'utf8'))?.[1] ?? '';
  const names = [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  expect(names.sort()).toEqual([...ownersFiles, templatesFolder].sort());
});
