/** The choices of the project’s owner. */
export interface Choices {
  name: string;
  tagline: string;
  /** `#` and six hexadecimal digits, if the color changes. */
  color: string | undefined;
  repository: string | undefined;
}

/** A name for `package.json`, made of the project's name. @see https://docs.npmjs.com/cli/configuring-npm/package-json#name */
export const packageName = (name: string) =>
  name
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'app';

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** Replaces the values of properties in a source, for example in `app/site.ts`. */
export function withValues(source: string, values: Record<string, string | undefined>): string {
  return Object.entries(values).reduce((text, [key, value]) => {
    if (value === undefined) return text;
    const property = new RegExp(`^(  ${key}:\\s*)('(?:[^'\\\\]|\\\\.)*'|"[^"]*")`, 'm');
    return text.replace(property, (_all, before: string) => before + quoted(value));
  }, source);
}

/** Replaces the colors of a style sheet, each for light and for dark mode. */
export function withColors(css: string, colors: Record<string, [string, string]>): string {
  return Object.entries(colors).reduce(
    (text, [name, [light, dark]]) =>
      text.replace(new RegExp(`^(  ${name}: ).*;`, 'm'), `$1light-dark(${light}, ${dark});`),
    css,
  );
}

/** The README of the project. */
export const readme = ({ name, tagline }: Choices) => `# ${name}

${tagline}

Made with a starter template for [Next.js](https://nextjs.org) and [Logto](https://logto.io). [AGENTS.md](AGENTS.md) explains where to find what, and how to add a page.

## Run it

You need Node.js 22.13 or newer.

\`\`\`sh
npm ci
npm run dev
\`\`\`

Open <http://localhost:3000> and sign in with one of the accounts that the terminal shows.

## Connect your Logto

\`\`\`sh
npm run setup
npm run doctor
\`\`\`

\`setup\` asks for your tenant and its application, and writes \`.env.local\`. \`doctor\` checks the connection.

## Test it

\`\`\`sh
npm test
\`\`\`

## Deploy it

[docs/deployment.md](docs/deployment.md) shows Vercel, your own server, and Docker.

## Update the template

\`\`\`sh
npm run update
\`\`\`

[docs/updating.md](docs/updating.md) lists your files and the template's.
`;
