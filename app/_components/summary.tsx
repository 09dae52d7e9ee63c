import type { IdTokenClaims } from '@/lib/auth';
import { displayName } from './display-name';
import { Fact } from './fact';

/** The front page for signed-in users. */
export function Summary({ claims }: { claims: IdTokenClaims }) {
  const { email, email_verified: isVerified, roles, organizations } = claims;
  return (
    <div className="lg:col-span-2">
      <h1 className="text-3xl font-semibold tracking-tight text-balance">
        Welcome, {displayName(claims)}
      </h1>
      <p className="mt-2 max-w-2xl leading-relaxed text-pretty text-muted">
        You are signed in. This is what we know about you.
      </p>
      <dl className="mt-8 grid divide-y divide-line card sm:grid-cols-3 sm:divide-x sm:divide-y-0">
        <Fact label="E-mail address">
          {email ?? 'None'} {email && isVerified && <span className="chip">verified</span>}
        </Fact>
        <Fact label="Roles">{roles?.join(', ') || 'None'}</Fact>
        <Fact label="Organizations">
          {organizations?.length ? `Member of ${organizations.length}` : 'None'}
        </Fact>
      </dl>
    </div>
  );
}
