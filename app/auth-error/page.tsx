import type { Metadata } from 'next';
import { Header } from '@/app/_components/header';
import { Message } from '@/app/_components/message';
import { accountPath, isAuthenticated, signInPath } from '@/lib/auth';
import { hasAccountPages } from '@/lib/user/account-center';
import { refreshPath } from '@/lib/user/refresh-redirect';
import { toReturnPath } from '@/lib/http/return-path';
import { wordsFor } from './words';

export async function generateMetadata({
  searchParams,
}: PageProps<'/auth-error'>): Promise<Metadata> {
  return { title: wordsFor((await searchParams)['code']).title };
}

/**
 * Says what went wrong, and offers a next step. All text comes from the app. From the address, only the reference is
 * shown, if it is a UUID.
 */
export default async function AuthErrorPage({ searchParams }: PageProps<'/auth-error'>) {
  const { code, return_to: returnTo, reference } = await searchParams;
  const { title, text, remedy = 'sign-in' } = wordsFor(code);
  const path = toReturnPath(typeof returnTo === 'string' ? returnTo : null);
  const next = {
    reload: path,
    repeat: (await isAuthenticated()) ? refreshPath(path) : signInPath({ returnTo: path }),
    'sign-in': signInPath({ returnTo: path }),
    none: undefined,
  }[remedy];
  const note = isReference(reference) && (
    <>
      If you ask for help, name this reference: <code className="wrap-anywhere">{reference}</code>
    </>
  );
  const icon = code === 'signed_out_here_only' ? 'check' : 'alert';
  return (
    <>
      <Header />
      <Message icon={icon} title={title} text={text} note={note}>
        {next !== undefined && (
          <a href={next} className="button-primary">
            Try again
          </a>
        )}
        {code === 'step_up_unmet' && (await hasAccountPages()) && (
          <a href={accountPath('security')} className="button">
            Your account’s security
          </a>
        )}
      </Message>
    </>
  );
}

/** Returns whether this is an id of the log: a UUID. */
const isReference = (value: unknown): value is string =>
  typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value);
