import type { Metadata } from 'next';
import { HomeLink } from '@/app/_components/home-link';
import { Page } from '@/app/_components/page';
import { isAuthenticated, signInPath } from '@/lib/auth';
import { refreshPath } from '@/lib/logto/token-target';
import { toReturnPath } from '@/lib/return-path';
import { wordsFor } from './words';

export async function generateMetadata({
  searchParams,
}: PageProps<'/auth-error'>): Promise<Metadata> {
  return { title: wordsFor((await searchParams)['code']).title };
}

/** Says what went wrong, and how to go on. Nothing of the address is shown: only our own words. */
export default async function AuthErrorPage({ searchParams }: PageProps<'/auth-error'>) {
  const { code, return_to: returnTo } = await searchParams;
  const { title, text, remedy } = wordsFor(code);
  const path = toReturnPath(typeof returnTo === 'string' ? returnTo : null);
  const repeats = remedy === 'repeat' && (await isAuthenticated());
  return (
    <Page title={title} lead={text}>
      <div className="flex gap-3">
        {remedy !== 'none' && (
          <a
            href={repeats ? refreshPath({}, path) : signInPath({ returnTo: path })}
            className="button-primary"
          >
            Try again
          </a>
        )}
        <HomeLink />
      </div>
    </Page>
  );
}
