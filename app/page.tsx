import Link from 'next/link';
import { getIdTokenClaims, isAuthenticated, signInPath } from '@/lib/auth';
import { displayName } from './_components/account-menu';
import { Page } from './_components/page';

export default async function HomePage() {
  return (await isAuthenticated()) ? <Summary /> : <Pitch />;
}

async function Summary() {
  const claims = await getIdTokenClaims();
  return (
    <Page
      title={`Welcome, ${displayName(claims)}`}
      lead="You are signed in. Everything on this page comes from your session: Logto was not asked."
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <Fact label="Roles" values={claims.roles} />
        <Fact label="Organizations" values={claims.organizations} />
        <Fact label="E-mail address" values={claims.email ? [claims.email] : []} />
      </div>
      <p className="mt-8">
        <Link href="/profile" prefetch={false} className="button-primary">
          See your profile
        </Link>
      </p>
    </Page>
  );
}

function Fact({ label, values }: { label: string; values: string[] | null | undefined }) {
  return (
    <section className="card p-5">
      <h2 className="text-sm text-muted">{label}</h2>
      <p className="mt-1 font-medium wrap-anywhere">{values?.join(', ') || 'None'}</p>
    </section>
  );
}

const reasons = [
  {
    title: 'Runs on a fresh clone',
    text: 'A local Logto comes with it: no account, no Docker. Point it to your own Logto when you are ready.',
  },
  {
    title: 'No token the browser can read',
    text: 'They live in a sealed cookie that only the server opens. Pages are rendered there, and work without JavaScript.',
  },
  {
    title: 'By the specification',
    text: 'Code flow with PKCE; state, nonce, issuer and signature are checked by a certified library, and tested.',
  },
];

const protectedPage = `export default async function OrdersPage() {
  const user = await requireUser();
  return <h1>Orders of {user.name}</h1>;
}`;

function Pitch() {
  return (
    <Page
      title="Your Next.js app, with people in it."
      lead="A starter template that signs your users in with Logto: secure by default, small enough to read in an evening, and yours to extend."
    >
      <a href={signInPath({ returnTo: '/profile' })} className="button-primary">
        Try it: see your profile
      </a>
      <div className="mt-12 grid gap-4 sm:grid-cols-3">
        {reasons.map(({ title, text }) => (
          <section key={title} className="card p-5">
            <h2 className="font-semibold">{title}</h2>
            <p className="mt-2 text-sm leading-relaxed text-muted">{text}</p>
          </section>
        ))}
      </div>
      <section className="mt-4 card p-5">
        <h2 className="font-semibold">A page for signed-in users takes one line</h2>
        <pre className="mt-3 font-mono text-sm leading-relaxed wrap-anywhere whitespace-pre-wrap">
          {protectedPage}
        </pre>
      </section>
    </Page>
  );
}
