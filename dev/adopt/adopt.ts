import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { npm, runCommand, UserError } from '../command';
import { openPrompt } from '../setup/answers';
import { colorsFor } from './colors';
import { filesOf, git, partNames, withoutParts, type Part } from './parts';
import { packageName, readme, withColors, withValues, type Choices } from './texts';

const usage = `npm run adopt -- --name "Acme" [--tagline "Everything, delivered."] [--color "#0a7c5a"]
  [--repository https://github.com/acme/shop] [--keep demo,organizations,tests] [--yes] [--dry-run] [--force]`;

const templateName = 'logto-next-starter';
/** JSON objects, which keep the order of their keys. */
const objectSchema = z.record(z.string(), z.unknown());
const dependenciesSchema = z.object({ devDependencies: z.record(z.string(), z.string()) });

/** Packages that only the template's own tests use. */
const packagesOfTests = ['fast-check'];

const read = (file: string) => readFileSync(file, 'utf8');
const parse = (text: string) => objectSchema.parse(JSON.parse(text));
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const isAdopted = () => parse(read('package.json'))['name'] !== templateName;

/** Returns the reason why a choice is refused. */
const problems = {
  name: (name: string) => (/[\p{L}\d]/u.test(name) ? undefined : 'Your app needs a name.'),
  color: (color: string) =>
    /^(#[\da-f]{6})?$/i.test(color)
      ? undefined
      : 'A color is "#" and six hexadecimal digits, such as "#0a7c5a".',
  keep: (keep: string) =>
    partsIn(keep) ? undefined : `These are the parts: ${partNames.join(', ')}. Or: none.`,
};

/** Returns the parts that a text names, `undefined` if it names something else. */
function partsIn(text: string): Part[] | undefined {
  const names = text.split(/[ ,]+/).filter((name) => !/^(none|no|n)?$/i.test(name));
  return z.array(z.enum(partNames)).safeParse(names).data;
}

async function readChoices(): Promise<
  Choices & { keep: Part[]; isDryRun: boolean; isForced: boolean }
> {
  const { values } = parseArguments();
  for (const key of ['name', 'color', 'keep'] as const) {
    const problem = values[key] === undefined ? undefined : problems[key](values[key]);
    if (problem) throw new UserError(`--${key}: ${problem}\n  ${usage}`);
  }
  const isSilent = values.yes === true || values.name !== undefined || !process.stdin.isTTY;
  const open = () => openPrompt(process.stdin, process.stdout, () => process.exit(130));
  const prompt = isSilent ? undefined : open();
  const ask = async (question: string, problemOf?: (answer: string) => string | undefined) =>
    prompt?.ask(question, problemOf && { problemOf });
  const name = values.name ?? (await ask('The name of your app', problems.name));
  if (!name) throw new UserError(`Your app needs a name:\n  ${usage}`);
  const tagline = values.tagline ?? (await ask('One sentence about it (optional)'));
  const color =
    values.color ?? (await ask('Its color, such as #0a7c5a (optional)', problems.color));
  const keep =
    values.keep ??
    (await ask(`Keep any of ${partNames.join(', ')}? Their names (optional)`, problems.keep));
  prompt?.close();
  return {
    name,
    tagline: tagline || `Welcome to ${name}.`,
    color: color || undefined,
    repository: values.repository,
    keep: partsIn(keep ?? '') ?? [],
    isDryRun: values['dry-run'] === true,
    isForced: values.force === true,
  };
}

const parseArguments = () =>
  parseArgs({
    options: {
      name: { type: 'string' },
      tagline: { type: 'string' },
      color: { type: 'string' },
      repository: { type: 'string' },
      keep: { type: 'string' },
      yes: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      force: { type: 'boolean' },
    },
  });

/** Returns all files of the project, also without git. */
function projectFiles(): string[] {
  const listed = git(['ls-files', '-co', '-z', '--exclude-standard'])?.split('\0');
  const ignored = /^(node_modules|\.git|\.next|test-results)(\/|$)/;
  const all = () =>
    readdirSync('.', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').replace(/^\.\//, ''),
      )
      .filter((file) => !ignored.test(file));
  return (listed ?? all()).filter((file) => file !== '' && existsSync(file));
}

/** Returns the new text of each file that changes. */
async function changes(
  choices: Choices,
  files: string[],
  removed: Part[],
): Promise<Map<string, string>> {
  const { name, tagline, color, repository } = choices;
  const texts = new Map<string, string>();
  const change = (file: string, edit: (text: string) => string) => {
    if (existsSync(file)) texts.set(file, edit(texts.get(file) ?? read(file)));
  };
  for (const file of files.filter((file) =>
    /\.([cm]?[jt]sx?|css|ya?ml)$|(^|\/)\.[a-z]+$/.test(file),
  ))
    change(file, (text) => withoutParts(file, text, removed));
  const colors = color === undefined ? undefined : colorsFor(color);
  change('app/site.ts', (text) =>
    withValues(text, {
      name,
      tagline,
      description: 'Sign in to see your profile and your account.',
      color: colors?.['--accent']?.[0],
    }),
  );
  if (colors) change('app/globals.css', (text) => withColors(text, colors));
  const own = isAdopted() ? {} : { version: '0.1.0', license: 'UNLICENSED' };
  if (!isAdopted()) change('README.md', () => readme(choices));
  change('package.json', (text) => {
    const address = repository && { repository: { type: 'git', url: repository } };
    const named = { name: packageName(name), description: tagline };
    return json({ ...parse(text), ...own, ...named, ...address });
  });
  change('package-lock.json', (text) => {
    const lock = parse(text);
    const packages = objectSchema.parse(lock['packages']);
    const root = { ...objectSchema.parse(packages['']), ...own, name: packageName(name) };
    return json({ ...lock, name: packageName(name), packages: { ...packages, '': root } });
  });
  change('dev/template.json', (text) => {
    const template = parse(text);
    const isKnown = !String(template['tree']).startsWith('$');
    const tree = git(['rev-parse', 'HEAD^{tree}'])?.trim();
    return isKnown || !tree ? text : json({ ...template, tree });
  });
  return formatted(texts);
}

/** Returns those of the texts that differ from their files, formatted. */
async function formatted(texts: Map<string, string>): Promise<Map<string, string>> {
  const different = [...texts].filter(([file, text]) => text !== read(file));
  const entries = different.map(async ([filepath, text]): Promise<[string, string]> => {
    // The other files have lost lines only: an update removes the same lines, and nothing else.
    if (
      !/^(app\/site\.ts|app\/globals\.css|README\.md|package\.json|dev\/template\.json)$/.test(
        filepath,
      )
    )
      return [filepath, text];
    return [filepath, await format(text, { ...(await resolveConfig(filepath)), filepath })];
  });
  return new Map((await Promise.all(entries)).filter(([file, text]) => text !== read(file)));
}

/** Deletes files, and the folders that are empty then. */
function remove(files: string[]): void {
  for (const file of files) rmSync(file);
  for (let folders = new Set(files.map(dirname)); folders.size > 0;) {
    const empty = [...folders].filter(
      (folder) => existsSync(folder) && readdirSync(folder).length === 0,
    );
    for (const folder of empty) rmdirSync(folder);
    folders = new Set(empty.map(dirname));
  }
}

async function adopt(): Promise<number> {
  const { keep, isDryRun, isForced, ...choices } = await readChoices();
  if (!isForced && git(['status', '--porcelain']))
    throw new UserError(
      'There are changes that are not committed. Commit them first, so that you can compare and go back; or add --force.',
    );
  const parts = partNames.filter((part) => !keep.includes(part));
  const files = projectFiles();
  const gone = new Map<string, string[]>(parts.map((part) => [part, filesOf(part, files)]));
  const below = (folder: string) => files.filter((file) => file.startsWith(folder));
  gone.set('pictures of the template', below('docs/pictures/'));
  if (!keep.some((part) => filesOf(part, files).length > 0))
    gone.set('this command', below('dev/adopt/'));
  const removed = [...new Set([...gone.values()].flat())];
  const changed = await changes(
    choices,
    files.filter((file) => !removed.includes(file)),
    parts,
  );
  const licence = !isAdopted() && existsSync('LICENSE');

  if (removed.length + changed.size === 0) {
    console.log('Nothing to change.');
    return 0;
  }
  const will = isDryRun ? 'Would ' : '';
  for (const [part, { length }] of gone)
    if (length) console.log(`${will}remove ${part}: ${length} files`);
  for (const file of changed.keys()) console.log(`${will}change ${file}`);
  if (licence) console.log(`${will}move the template's LICENSE to dev/TEMPLATE-LICENSE`);
  const { '--accent': [light, dark] = [] } = choices.color ? colorsFor(choices.color) : {};
  if (light)
    console.log(`The color is ${light}, in dark mode ${dark}: the contrast is enough there.`);
  if (isDryRun) return 0;

  remove(removed);
  for (const [file, text] of changed) writeFileSync(file, text);
  if (licence) renameSync('LICENSE', 'dev/TEMPLATE-LICENSE');
  rmSync('.next/types', { recursive: true, force: true }); // they name pages that are gone
  const { devDependencies } = dependenciesSchema.parse(parse(read('package.json')));
  const unused = parts.includes('tests')
    ? packagesOfTests.filter((name) => name in devDependencies)
    : [];
  if (unused.length > 0 && !npm('uninstall', '--no-audit', '--no-fund', ...unused))
    console.log(
      `npm could not remove ${unused.join(', ')}. Remove it later: npm uninstall ${unused.join(' ')}`,
    );
  const isGreen = npm('run', 'test:unit');
  console.log(`
${choices.name} is yours.${isGreen ? '' : ' But its unit tests fail: see above.'} Next:
  npm run dev     runs it, with a local Logto (restart it if it is running)
  npm run setup   connects your own Logto
  npm test        tests it
${git(['rev-parse', 'HEAD']) ? 'Look at the changes with git status and git diff, and commit them.' : 'Then: git init, git add --all, git commit'}`);
  return isGreen ? 0 : 1;
}

await runCommand(adopt, usage);
