import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { problemsOf } from '../support/app-rules';

// The rules of `tests/app/guards.test.ts`, tried with different forms of an owner's code, each in a small app.

const root = mkdtempSync(join(tmpdir(), 'owner code '));

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Returns the problems of an app with these files and this list. */
function problemsWith(files: Record<string, string>, protectedPaths: string[] = []): string[] {
  const folder = mkdtempSync(join(root, 'app '));
  const entries = protectedPaths.map((entry) => `  '${entry}',\n`).join('');
  const list = `export const protectedPaths = [\n${entries}];\n`;
  for (const [file, code] of Object.entries({ ...files, 'app/protected-paths.ts': list })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  return problemsOf({ folder, protectedPaths, examples: {} });
}

const auth = "import { requireUser, withUser } from '@/lib/auth';\n";
const guardedPage = `${auth}export default async function Page() {
  await requireUser();
  return <h1>Notes</h1>;
}\n`;
const openPage = 'export default function Page() {\n  return <h1>Notes</h1>;\n}\n';
const redirectPage =
  "import { redirect } from 'next/navigation';\nexport default function Page() {\n  redirect('/profile');\n}\n";
const helper = `${auth}import { cache } from 'react';
const load = cache(async () => requireUser({ role: 'editor' }));
export const requireEditor = async () => (await load()).sub;
export const asEditor = (handler) => withUser(handler, { require: { role: 'editor' } });
export const page = (render) => async () => render(await requireUser());
`;

const accepted: Record<string, [files: Record<string, string>, entries?: string[]]> = {
  'a public page': [{ 'app/about/page.tsx': openPage }],
  'a guarded page': [{ 'app/notes/page.tsx': guardedPage }, ['/notes']],
  'a guarded page as a constant': [
    {
      'app/notes/page.tsx': `${auth}const Page = async () => {\n  const [user] = await Promise.all([requireUser()]);\n  return user.sub;\n};\nexport default Page;\n`,
    },
    ['/notes'],
  ],
  'a guarded page without an example of its segment': [
    { 'app/notes/[id]/page.tsx': guardedPage, 'app/notes/page.tsx': openPage },
    ['/notes/*'],
  ],
  'an optional catch-all page': [{ 'app/notes/[[...path]]/page.tsx': guardedPage }, ['/notes']],
  'a language first': [{ 'app/[locale]/notes/page.tsx': guardedPage }, ['/*/notes']],
  'an exception': [
    { 'app/notes/page.tsx': guardedPage, 'app/notes/help/page.tsx': openPage },
    ['/notes', '!/notes/help'],
  ],
  'a guard of one’s own, in another file': [
    {
      'app/_lib/guards.ts': helper,
      'app/_lib/index.ts': "export * from './guards';\n",
      'app/notes/page.tsx':
        "import * as guards from '@/app/_lib';\nexport default async function Page() {\n  await guards.requireEditor();\n}\n",
      'app/notes/new/page.jsx':
        "import { requireEditor as editor } from '../../_lib/guards';\nexport default async () => <h1>{await editor()}</h1>;\n",
      'app/notes/all/page.tsx':
        "import { page } from '@/app/_lib/guards';\nexport default page((user) => <h1>{user.sub}</h1>);\n",
      'app/api/notes/route.ts':
        "import { asEditor } from '@/app/_lib/guards';\nexport const GET = asEditor(() => Response.json([]));\nexport const POST = asEditor(() => Response.json([]));\n",
    },
    ['/notes'],
  ],
  'a redirect-only page': [
    { 'app/notes/page.tsx': redirectPage, 'app/old/page.tsx': redirectPage },
    ['/notes'],
  ],
  'parallel and intercepting routes': [
    {
      'app/notes/page.tsx': guardedPage,
      'app/notes/@team/page.tsx': guardedPage,
      'app/notes/@team/default.tsx': 'export default function Default() {\n  return null;\n}\n',
      'app/notes/[id]/page.tsx': guardedPage,
      'app/notes/@modal/(.)[id]/page.tsx': "export { default } from '../../[id]/page';\n",
      'app/about/@modal/(..)notes/[id]/page.tsx': guardedPage,
      'app/about/page.tsx': openPage,
      'app/about/us/@modal/(...)notes/[id]/page.tsx': guardedPage,
    },
    ['/notes'],
  ],
  'metadata files': [
    {
      'app/favicon.ico': '',
      'app/notes/icon.png': '',
      'app/notes/opengraph-image.tsx': 'export default function Image() {}\n',
      'app/sitemap.ts': 'export default function sitemap() {\n  return [];\n}\n',
      'app/manifest.webmanifest': '{}',
      'app/notes/page.tsx': openPage,
      'public/files/a.txt': '',
    },
    ['/sitemap.xml', '/notes/opengraph-image', '/files'],
  ],
  'guarded routes of every method and form': [
    {
      'app/api/a/route.ts': `${auth}export const POST = withUser(async () => Response.json({}));\n`,
      'app/api/b/route.ts': `${auth}const handler = withUser(() => Response.json({}));\nexport { handler as DELETE, handler as PUT };\n`,
      'app/api/c/route.ts': `${auth}export async function PATCH(request: Request) {\n  await requireUser();\n  return Response.json(await request.json());\n}\n`,
      'app/api/d/route.ts':
        "import * as api from '@/lib/api-auth';\nexport async function GET(request: Request) {\n  const claims = await api.verifyAccessToken(request, { audience: 'x' });\n  return claims instanceof Response ? claims : Response.json({});\n}\n",
      'app/feed/route.js': `${auth}export const GET = withUser(() => Response.json({}));\n`,
    },
  ],
  'a public route': [
    {
      'app/api/payments/route.ts':
        '// public: the provider signs what it sends\nexport function POST() {\n  return Response.json({});\n}\n',
      'app/api/mixed/route.ts': `${auth}\n// public: a price list\nexport const GET = () => Response.json({});\nexport const POST = withUser(() => Response.json({}));\n`,
    },
  ],
  'server actions with inner helpers, wrappers and a public one': [
    {
      'app/_lib/validated.ts':
        'export const validated = (schema, action) => async (form) => action(schema.parse(form));\n',
      'app/notes/actions.ts': `'use server';\n${auth}import { validated } from '../_lib/validated';
async function store(text: string) {}
export async function save(form: FormData) {
  await requireUser();
  await store('x');
}
export const rename = validated({}, async (data) => {
  await requireUser();
});
// public: everybody may subscribe
export async function subscribe() {}
export type Saved = string;
`,
      'app/notes/page.tsx': `export default function Page() {
  async function inline() {
    'use server';
    // public: nothing is done
  }
  return <form action={async () => {
    'use server';
    // public: counts clicks
  }} />;
}\n`,
    },
  ],
};

describe('accepted without a complaint:', () => {
  test.each(Object.entries(accepted))('%s', (_name, [files, entries]) => {
    expect(problemsWith(files, entries)).toEqual([]);
  });
});

const addGuard = (path: string) =>
  `so add to the page: await requireUser(); If everybody may see it, add '!${path}' to the list.`;
const actionAdvice =
  'Add to it: await requireUser(); If everybody may call it, say why in a line above it: // public: <why>';
const routeAdvice = (method: string) =>
  `${method} answers everybody. Guard it: export const ${method} = withUser(…). If everybody may call it, say why in a line above it: // public: <why>`;

const refused: Record<
  string,
  [problems: string[], files: Record<string, string>, entries?: string[]]
> = {
  'a guarded page that the list lacks': [
    ["app/notes/page.tsx:2: calls requireUser(), so add '/notes' to app/protected-paths.ts."],
    { 'app/notes/page.tsx': guardedPage },
  ],
  'a guarded page below a public one': [
    [
      "app/notes/[id]/page.tsx:2: calls requireUser(), so add '/notes/*' to app/protected-paths.ts.",
    ],
    { 'app/notes/[id]/page.tsx': guardedPage, 'app/notes/page.tsx': openPage },
  ],
  'a guarded page in each language': [
    [
      "app/[locale]/notes/[id]/page.tsx:2: calls requireUser(), so add '/*/notes' to app/protected-paths.ts.",
    ],
    { 'app/[locale]/notes/[id]/page.tsx': guardedPage },
  ],
  'an optional segment that the entry lacks': [
    [
      "app/notes/[[...path]]/page.tsx:2: calls requireUser(), so add '/notes' to app/protected-paths.ts.",
    ],
    { 'app/notes/[[...path]]/page.tsx': guardedPage },
    ['/notes/*'],
  ],
  'a listed page without a guard': [
    [
      `app/notes/[id]/page.tsx:1: app/protected-paths.ts covers /notes/[id] by '/notes', ${addGuard('/notes/*')}`,
    ],
    { 'app/notes/[id]/page.tsx': openPage },
    ['/notes'],
  ],
  'a guard in the layout, in an action, not waited for, or of the same name': [
    [
      `app/notes/a/page.tsx:2: app/protected-paths.ts covers /notes/a by '/notes', ${addGuard('/notes/a')}`,
      `app/notes/b/page.tsx:2: app/protected-paths.ts covers /notes/b by '/notes', ${addGuard('/notes/b')}`,
      `app/notes/c/page.tsx:1: app/protected-paths.ts covers /notes/c by '/notes', ${addGuard('/notes/c')}`,
      `app/notes/d/page.tsx:2: app/protected-paths.ts covers /notes/d by '/notes', ${addGuard('/notes/d')}`,
    ],
    {
      'app/notes/layout.tsx': guardedPage,
      'app/notes/d/page.tsx': guardedPage.replace('@/lib/auth', 'another-package'),
      'app/notes/a/page.tsx': `${auth}export default async function Page() {\n  requireUser();\n}\n`,
      'app/notes/b/page.tsx': `${auth}export default function Page() {\n  return <form action={async () => {\n    'use server';\n    await requireUser();\n  }} />;\n}\n`,
      'app/notes/c/page.tsx':
        'export default async function Page() {\n  await requireUser();\n}\nasync function requireUser() {}\n',
    },
    ['/notes'],
  ],
  'a slot and an intercepting page without a guard': [
    [
      `app/about/@modal/(..)notes/page.tsx:1: app/protected-paths.ts covers /notes by '/notes', ${addGuard('/notes')}`,
      `app/notes/@team/page.tsx:1: app/protected-paths.ts covers /notes by '/notes', ${addGuard('/notes')}`,
    ],
    {
      'app/notes/page.tsx': guardedPage,
      'app/notes/@team/page.tsx': openPage,
      'app/about/@modal/(..)notes/page.tsx': openPage,
    },
    ['/notes'],
  ],
  'a client component as a listed page': [
    [
      "app/notes/page.tsx:2: app/protected-paths.ts covers /notes by '/notes', and a client component can't check the user. Render it in a page that calls requireUser().",
    ],
    { 'app/notes/page.tsx': `'use client';\n${openPage}` },
    ['/notes'],
  ],
  'a route that answers everybody': [
    [
      'app/api/a/route.ts:1: exports no handler. Export a function named GET, POST, PUT, PATCH or DELETE.',
      `app/api/b/route.ts:4: ${routeAdvice('POST')}`,
      `app/api/c/route.ts:2: ${routeAdvice('GET')}`,
    ],
    {
      'app/api/a/route.ts': 'export function get() {}\n',
      'app/api/b/route.ts': `${auth}\nexport const GET = withUser(() => Response.json({}));\nexport function POST() {}\n`,
      'app/api/c/route.ts': '// public:\nexport function GET() {}\n',
    },
  ],
  'a server action that asks for nobody': [
    [
      `app/notes/actions.ts:7: the server action remove asks for no user. ${actionAdvice}`,
      `app/notes/form.tsx:2: this server action asks for no user. ${actionAdvice}`,
    ],
    {
      'app/notes/actions.ts': `'use server';\n${auth}\nexport async function save() {\n  await requireUser();\n}\nexport async function remove() {}\n`,
      'app/notes/form.tsx':
        "export const Form = () => (\n  <form action={async () => { 'use server'; }} />\n);\n",
    },
  ],
};

describe('refused, with its place and advice:', () => {
  test.each(Object.entries(refused))('%s', (_name, [problems, files, entries]) => {
    expect(problemsWith(files, entries)).toEqual(problems);
  });

  test.each([
    ['notes', "must begin with '/', or with '!/' for an exception."],
    ['/api/notes', 'has no effect, because routes below /api guard themselves. Remove it.'],
    ['/notes/:id', "contains :id. For any one segment, write '*' instead."],
    ['!/notes/[id]', "contains [id]. For any one segment, write '*' instead."],
    ['/notes/**', "contains '**'. Remove that: an entry covers everything below it."],
    ['/notes*', "contains notes*. '*' must be a whole segment."],
    ['/notes/(.+)', 'contains (. An entry is a path, no regular expression or query.'],
    ['/notes?page=2', 'contains ?. An entry is a path, no regular expression or query.'],
    [
      '/ntoes',
      'covers no page. Correct or remove it; or, if you rewrite a path to a page, add to its line: // no page: <why>',
    ],
  ])('%s in the list', (entry, problem) => {
    const files = { 'app/about/page.tsx': openPage };
    expect(problemsWith(files, [entry])).toEqual([
      `app/protected-paths.ts:2: '${entry}' ${problem}`,
    ]);
  });
});
