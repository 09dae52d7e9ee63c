import type { Metadata } from 'next';
import { Fact } from '@/app/_components/fact';
import { Page } from '@/app/_components/page';
import { accountPath, requireUser, signInPath } from '@/lib/auth';
import { appPaths } from '@/lib/paths';
import { hasAccountPages } from '@/lib/user/account-center';
import { levelInWords, methodsInWords } from './sign-in-words';

export const metadata: Metadata = { title: 'Account' };

/** The maximum age of the sign-in for this page, in seconds. */
const maxAge = 15 * 60;

const secondStep = signInPath({ acrValues: ['urn:logto:acr:mfa'], returnTo: appPaths.account });

export default async function AccountPage() {
  const { auth_time: authTime, amr, acr } = await requireUser({ maxAge });
  return (
    <Page
      title="Account"
      lead="When and how you signed in. If that was more than 15 minutes ago, this page asks you to sign in again."
    >
      <dl className="grid divide-y divide-line card sm:grid-cols-3 sm:divide-x sm:divide-y-0">
        <Fact label="Signed in">
          <Moment seconds={authTime} />
        </Fact>
        <Fact label="By">{amr?.length ? methodsInWords(amr) : 'Not known'}</Fact>
        <Fact label="Assurance">{acr ? levelInWords(acr) : 'Not known'}</Fact>
      </dl>
      {acr !== 'urn:logto:acr:mfa' && (
        <a href={secondStep} className="mt-4 button">
          Confirm with a second step
        </a>
      )}
      {(await hasAccountPages()) && <AccountLinks />}
    </Page>
  );
}

/** Links to the pages where users change their account. They are Logto's own. */
function AccountLinks() {
  const redirect = appPaths.account;
  const links = [
    { href: accountPath('profile'), text: 'Name and picture' },
    { href: accountPath('security'), text: 'Sign-in and security' },
    { href: accountPath('sessions'), text: 'Where you are signed in' },
    { href: accountPath('password', { redirect }), text: 'Change your password' },
    { href: accountPath('passkey/manage', { redirect }), text: 'Passkeys' },
    { href: accountPath('authenticator-app', { redirect }), text: 'Authenticator app' },
  ];
  return (
    <section aria-labelledby="change">
      <h2 id="change" className="mt-12 text-lg font-semibold">
        Change your account
      </h2>
      <p className="mt-1 text-sm text-pretty text-muted">
        These pages belong to the sign-in service: this app never sees your password.
      </p>
      <ul className="mt-4 divide-y divide-line card">
        {links.map(({ href, text }) => (
          <li key={href}>
            <a href={href} className="block px-5 py-3 font-medium hover:text-accent">
              {text}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Moment({ seconds = NaN }: { seconds?: number | undefined }) {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return 'Not known';
  return <time dateTime={moment.toISOString()}>{moment.toUTCString()}</time>;
}
