import { CodeSample } from './code-sample';
import { Icon } from '@/app/_components/icon';

const promises = [
  'Tokens stay on the server',
  'Works without JavaScript',
  'Certified OpenID Connect library',
  'No account needed to try it',
];

const steps = [
  {
    title: 'Run it',
    command: 'npm ci && npm run dev',
    text: 'A local Logto comes with it, and demo accounts: no Docker, no network.',
  },
  {
    title: 'Connect your Logto',
    command: 'npm run setup && npm run doctor',
    text: 'In the cloud or on your own servers. The doctor checks it all, and says how to fix problems.',
  },
  {
    title: 'Put it online',
    command: 'npm run build',
    text: 'One build for every environment: Vercel, Docker, or your own server.',
  },
];

const places = [
  { path: 'lib/auth.ts', text: 'the one file that your pages, actions and routes call' },
  { path: 'app/protected-paths.ts', text: 'the list of paths that need a signed-in user' },
  { path: 'app/api/logto/', text: 'the routes for sign-in, callback, refresh and sign-out' },
  { path: 'docs/recipes.md', text: 'roles, APIs, organizations: a few lines for each' },
];

/** A description of this template: its features, the commands to run it, and its main files. */
export function Pitch() {
  return (
    <>
      <CodeSample />
      <ul className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-2 lg:col-span-2 lg:grid-cols-4">
        {promises.map((promise) => (
          <li key={promise} className="flex items-center gap-2">
            <Icon name="check" className="size-4 text-accent" />
            {promise}
          </li>
        ))}
      </ul>
      <ol className="grid gap-4 lg:col-span-2 lg:grid-cols-3">
        {steps.map(({ title, command, text }, index) => (
          <li key={title} className="card p-5">
            <h2 className="flex items-center gap-2.5 font-semibold">
              <span className="chip px-2" aria-hidden="true">
                {index + 1}
              </span>
              {title}
            </h2>
            <p className="mt-3 rounded-md bg-sunken px-3 py-2 font-mono text-sm wrap-anywhere">
              {command}
            </p>
            <p className="mt-3 text-sm text-pretty text-muted">{text}</p>
          </li>
        ))}
      </ol>
      <section className="lg:col-span-2" aria-labelledby="places">
        <h2 id="places" className="font-semibold">
          Where to look in the code
        </h2>
        <dl className="mt-3 grid gap-x-8 gap-y-3 text-sm sm:grid-cols-2 lg:grid-cols-4">
          {places.map(({ path, text }) => (
            <div key={path}>
              <dt className="font-mono">{path}</dt>
              <dd className="text-pretty text-muted">{text}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
