import type { Metadata } from 'next';
import { Facts } from '@/app/_components/facts';
import { Icon } from '@/app/_components/icon';
import { Page } from '@/app/_components/page';
import { accountPath, requireUser, signInPath } from '@/lib/auth';
import { appPaths } from '@/lib/paths';
import { hasManagementApi } from '@/lib/logto/management';
import { hasAccountPages } from '@/lib/user/account-center';

export const metadata: Metadata = { title: 'Account' };

/** The maximum age of the sign-in for this page, in seconds. */
const maxAge = 15 * 60;

const severalFactors = 'urn:logto:acr:mfa';
const secondStep = signInPath({ acrValues: [severalFactors], returnTo: appPaths.account });

/** Words for ways to sign in (https://www.rfc-editor.org/rfc/rfc8176#section-2), and for levels of assurance. */
const words = new Map([
  ['fed', 'another provider'],
  ['hwk', 'a passkey or security key'],
  ['mfa', 'several factors'],
  ['otp', 'a one-time code'],
  ['pwd', 'a password'],
  ['sms', 'a text message'],
  ['swk', 'a passkey'],
  ['urn:logto:acr:1fa', 'One factor'],
  [severalFactors, 'Several factors'],
]);

export default async function AccountPage() {
  const { auth_time: authTime, amr, acr } = await requireUser({ maxAge });
  return (
    <Page
      title="Account"
      lead="When and how you signed in. If that was more than 15 minutes ago, this page asks you to sign in again."
    >
      <Facts
        facts={{
          'Signed in': <Moment seconds={authTime} />,
          With: amr?.map((method) => words.get(method) ?? method).join(', ') || 'Not known',
          Assurance: acr ? (words.get(acr) ?? acr) : 'Not known',
        }}
      />
      {acr !== severalFactors && (
        <a href={secondStep} className="mt-4 button">
          <Icon name="lock" className="size-4" />
          Confirm with a second step
        </a>
      )}
      {(await hasAccountPages()) && <AccountLinks />}
      <DeleteAccount />
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
      <ul className="mt-4 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {links.map(({ href, text }) => (
          <li key={href}>
            <a href={href} className="button w-full justify-between py-3">
              {text}
              <Icon name="arrow" className="size-4" />
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
  const text = moment.toLocaleString('en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return <time dateTime={moment.toISOString()}>{text} UTC</time>;
}

/** The way to delete the account, if this app may. */
function DeleteAccount() {
  if (!hasManagementApi()) return null;
  return (
    <section aria-labelledby="delete">
      <h2 id="delete" className="mt-12 text-lg font-semibold">
        Delete your account
      </h2>
      <p className="mt-1 mb-4 text-sm text-pretty text-muted">
        You see first what will be deleted, and may have to sign in again.
      </p>
      <a href="/account/delete" className="button">
        Delete your account
      </a>
    </section>
  );
}
