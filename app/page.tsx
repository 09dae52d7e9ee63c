import { displayName } from '@/app/_components/display-name';
import { Facts } from '@/app/_components/facts';
import { Header } from '@/app/_components/header';
import { getSessionClaims, signInPath, type IdTokenClaims } from '@/lib/auth';
import { Tour } from './(demo)/_components/tour'; // demo
import { site } from './site';

export default async function HomePage() {
  const claims = await getSessionClaims();
  return (
    <>
      <Header />
      <main
        id="content"
        className="column grid items-center gap-x-12 gap-y-8 py-8 sm:py-12 lg:grid-cols-2"
      >
        {claims ? <Summary claims={claims} /> : <Welcome />}
        <Tour isSignedIn={claims !== null} /> {/* demo */}
      </main>
    </>
  );
}

/** For visitors: a description of the app, and the way in. */
function Welcome() {
  return (
    <div>
      <h1 className="text-3xl font-semibold tracking-tight text-balance sm:text-4xl">
        {site.tagline}
      </h1>
      <p className="mt-4 max-w-2xl text-lg leading-relaxed text-pretty text-muted">
        {site.description}
      </p>
      <a href={signInPath({ returnTo: '/profile' })} className="mt-6 button-primary px-5">
        Get started
      </a>
    </div>
  );
}

/** For signed-in users: the main facts about them. */
function Summary({ claims }: { claims: IdTokenClaims }) {
  const { email, email_verified: isVerified, roles, organizations } = claims;
  const address = (
    <>
      {email ?? 'None'} {email && isVerified && <span className="chip">verified</span>}
    </>
  );
  return (
    <div className="lg:col-span-2">
      <h1 className="text-3xl font-semibold tracking-tight text-balance">
        Welcome, {displayName(claims)}
      </h1>
      <p className="mt-2 mb-8 max-w-2xl leading-relaxed text-pretty text-muted">
        You are signed in. This is what we know about you.
      </p>
      <Facts
        facts={{
          'E-mail address': address,
          Roles: roles?.join(', ') || 'None',
          Organizations: organizations?.length ? `Member of ${organizations.length}` : 'None',
        }}
      />
    </div>
  );
}
