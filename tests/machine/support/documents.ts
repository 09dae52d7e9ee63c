import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A code block of a document, with the language after its opening fence. */
export interface CodeBlock {
  document: string;
  /** The heading (`## …`) above it. */
  heading: string | undefined;
  /** The number of its first line in the document, from 1. */
  line: number;
  language: string;
  code: string;
  /** The file that its first line names, if it names one: `// app/reports/page.tsx`, or `@@ app/site.ts @@` in a diff. */
  file: string | undefined;
}

/** The documents for people. */
export const documents = [
  ...['README.md', 'AGENTS.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'].filter(
    existsSync,
  ),
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'tests/machine/README.md',
  'tests/machine/bench/README.md',
];

/** Returns every code block of these documents. */
export function codeBlocks(from: readonly string[] = documents): CodeBlock[] {
  return from.flatMap((document) => {
    const text = readFileSync(document, 'utf8');
    return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => {
      const [, language = '', code = ''] = match;
      const before = text.slice(0, match.index);
      const heading = before.match(/(?<=^## ).+/gm)?.at(-1);
      const line = before.split('\n').length + 1;
      const file = /^(?:\/\/|@@) (\S+)/.exec(code)?.[1];
      return { document, heading, line, language, code, file };
    });
  });
}
