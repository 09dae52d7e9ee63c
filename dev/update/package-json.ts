import { UserError } from '../command';

type Entries = Record<string, unknown>;

const sections = ['dependencies', 'devDependencies', 'overrides', 'engines', 'scripts'];

const isObject = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Parses the text of a file; an empty text is an empty object.
 *
 * @throws {UserError} if it isn't an object in JSON
 */
export function parseObject(text: string, path: string): Entries {
  try {
    const value: unknown = JSON.parse(text || '{}');
    if (isObject(value)) return value;
  } catch {
    // The message is the same for both.
  }
  throw new UserError(`${path} isn't valid JSON. Fix it, commit it, and run the update again.`);
}

export const toText = (value: Entries): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Merges `package.json` entry by entry: an entry that the project never changed gets the template's new value, or goes.
 *
 * @param base the template's old version
 * @param own the project's
 * @param target the template's new version
 * @returns the new content, and the entries that keep the project's value although the template changed them
 */
export function mergePackage(base: Entries, own: Entries, target: Entries) {
  const merged = { ...own };
  const left: string[] = [];
  for (const section of sections) {
    const entriesOf = (manifest: Entries) => {
      const entries = manifest[section];
      return isObject(entries) ? entries : {};
    };
    const [old, next, result] = [
      entriesOf(base),
      entriesOf(target),
      new Map(Object.entries(entriesOf(own))),
    ];
    for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
      const [was, is, becomes] = [old[name], result.get(name), next[name]].map((value) =>
        JSON.stringify(value),
      );
      if (was === becomes || is === becomes) continue;
      if (is !== was) {
        if (is !== undefined)
          left.push(`package.json: ${name} is ${is}; the template has ${becomes ?? 'removed it'}`);
      } else if (name in next) result.set(name, next[name]);
      else result.delete(name);
    }
    const names = [...result.keys()];
    if (section.endsWith('ependencies')) names.sort();
    if (section in own || names.length > 0)
      merged[section] = Object.fromEntries(names.map((name) => [name, result.get(name)]));
  }
  return { merged, left };
}

/** Returns the template's lock file with the project's name and version; `npm install` adds the project's own packages. */
export function ownLock(lock: Entries, { name, version }: Entries): Entries {
  const packages = isObject(lock['packages']) ? lock['packages'] : {};
  const root = isObject(packages['']) ? packages[''] : {};
  return { ...lock, name, version, packages: { ...packages, '': { ...root, name, version } } };
}
