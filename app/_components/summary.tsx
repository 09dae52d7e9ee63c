import Link from 'next/link';
import type { ReactNode } from 'react';
import type { IdTokenClaims } from '@/lib/auth';
import { displayName } from './display-name';
import { Icon } from './icon';
import { Page } from './page';

const examples = [
  {
    href: '/profile',
    icon: 'user',
    title: 'See your profile',
    text: 'What Logto says about you: the ID token beside userinfo, claim by claim.',
    file: 'app/profile/page.tsx',
  },
  {
    href: '/orders',
    icon: 'box',
    title: 'See your orders',
    text: 'An API, called from the server with your access token.',
    file: 'app/(demo)/orders/page.tsx',
  },
  {
    href: '/organizations',
    icon: 'building',
    title: 'See your organizations',
    text: 'Your roles in each, and a token that says what you may do there.',
    file: 'app/(demo)/organizations/page.tsx',
  },
] as const;

/** The front page of somebody who is signed in. */
export function Summary({ claims }: { claims: IdTokenClaims }) {
  const { email, email_verified: isVerified, roles, organizations } = claims;
  return (
    <Page
      title={`Welcome, ${displayName(claims)}`}
      lead="You are signed in. All that this page says about you comes from your session: Logto was not asked."
    >
      <dl className="grid divide-y divide-line card sm:grid-cols-3 sm:divide-x sm:divide-y-0">
        <Fact label="E-mail address">
          {email ?? 'None'} {email && isVerified && <span className="chip">verified</span>}
        </Fact>
        <Fact label="Roles">{roles?.join(', ') || 'None'}</Fact>
        <Fact label="Organizations">
          {organizations?.length ? `Member of ${organizations.length}` : 'None'}
        </Fact>
      </dl>
      <h2 className="mt-12 text-lg font-semibold">Three pages to start from</h2>
      <div className="mt-4 grid gap-4 lg:grid-cols-3">
        {examples.map(({ href, icon, title, text, file }) => (
          <section key={href} className="card-link flex flex-col p-5">
            <Icon name={icon} className="size-6 text-accent" />
            <h3 className="mt-3 font-semibold">
              <Link href={href} prefetch={false} className="stretched">
                {title}
              </Link>
            </h3>
            <p className="mt-1 mb-4 text-sm leading-relaxed text-pretty text-muted">{text}</p>
            <code className="mt-auto text-xs text-muted">{file}</code>
          </section>
        ))}
      </div>
    </Page>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="px-5 py-4">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="mt-1 font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}
