import { finishSignIn, startSignIn } from '@/lib/logto/sign-in';
import type { SignInParameters } from '@/lib/logto/sign-in-options';
import type { Tokens } from '@/lib/logto/tokens';
import { startHostileProvider, type HostileProvider } from './hostile-provider';

/**
 * Starts a hostile provider as the Logto of this process, for unit tests of `lib/logto`. To be called before
 * anything asks for the configuration, which is read once.
 */
export async function startProviderOfThisProcess(): Promise<HostileProvider> {
  const client = {
    id: process.env['LOGTO_APP_ID'] ?? '',
    secret: process.env['LOGTO_APP_SECRET'] ?? '',
  };
  const provider = await startHostileProvider(client);
  process.env['LOGTO_ENDPOINT'] = provider.endpoint;
  return provider;
}

/** Signs Anna in there, without a browser. */
export async function signInHere(parameters: SignInParameters = {}): Promise<Tokens> {
  const { url, pending } = await startSignIn(parameters);
  const answer = await fetch(url, { redirect: 'manual' });
  const callback = new URL(answer.headers.get('location') ?? '');
  return finishSignIn(callback.searchParams, pending);
}
