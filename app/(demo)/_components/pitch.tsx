import { signInPath } from '@/lib/auth';
import { CodeSample } from './code-sample';
import { Header } from '@/app/_components/header';
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
    text: 'In the cloud or on your own servers. The doctor checks it all, and says what to mend.',
  },
  {
    title: 'Put it online',
    command: 'npm run build && npm start',
    text: 'One build for every environment: Vercel, Docker, or a server of yours.',
  },
];

const places = [
  { path: 'lib/auth.ts', text: 'the one file that your pages, actions and routes call' },
  { path: 'lib/protected-paths.ts', text: 'the list of paths that need a signed-in user' },
  { path: 'app/api/logto/', text: 'the doors of a sign-in: there, back, refresh, out' },
  { path: 'docs/recipes.md', text: 'roles, APIs, organizations: a few lines for each' },
];

/** The front page of a visitor: what this is, how to run it, what one gets, where to look. */
export function Pitch() {
  return (
    <>
      <Header showsSignOut />
      <main id="content" className="column py-8 sm:py-10">
        <div className="grid items-center gap-x-12 gap-y-8 lg:grid-cols-2">
          <div>
            <h1 className="text-3xl font-semibold tracking-tight text-balance sm:text-4xl">
              Your Next.js app, with people in it.
            </h1>
            <p className="mt-4 text-lg leading-relaxed text-pretty text-muted">
              A starter template that signs your users in with Logto: secure by default, small
              enough to read in an evening, and yours to extend.
            </p>
            <a href={signInPath({ returnTo: '/profile' })} className="mt-6 button-primary px-5">
              Try it: see your profile
            </a>
            <ul className="mt-6 grid gap-x-6 gap-y-2 text-sm sm:grid-cols-2">
              {promises.map((promise) => (
                <li key={promise} className="flex items-center gap-2">
                  <Icon name="check" className="size-4 text-accent" />
                  {promise}
                </li>
              ))}
            </ul>
          </div>
          <CodeSample />
        </div>
        <ol className="mt-8 grid gap-4 lg:grid-cols-3">
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
        <section className="mt-8" aria-labelledby="places">
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
      </main>
    </>
  );
}
