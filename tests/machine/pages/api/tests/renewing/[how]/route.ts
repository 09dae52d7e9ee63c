import { notFound, redirect } from 'next/navigation';
import { after } from 'next/server';
import { getAccessToken, withUser } from '@/lib/auth';
import { getConfig } from '@/lib/config';

const getToken = () => getAccessToken(getConfig().resources[0]);

/** Ways in which a handler can end after, or while, a token is renewed. */
const ways: Record<string, () => Promise<Response>> = {
  answer: async () => {
    await getToken();
    return new Response(null, { status: 204 });
  },
  redirect: async () => {
    await getToken();
    redirect('/profile');
  },
  'not-found': async () => {
    await getToken();
    notFound();
  },
  race: async () => {
    await Promise.race([getToken(), Promise.resolve()]);
    return new Response(null, { status: 204 });
  },
  after: () => {
    after(getToken);
    return Promise.resolve(new Response(null, { status: 204 }));
  },
};

const guarded = withUser<{ how: string }>(async (_request, { params }) => {
  const { how } = await params;
  return (ways[how] ?? notFound)();
});

/** A route that renews a token, in the way that its path names; with `plain`, it isn't under `withUser`. */
export async function GET(...[request, context]: Parameters<typeof guarded>) {
  if (!request.nextUrl.searchParams.has('plain')) return guarded(request, context);
  const { how } = await context.params;
  return (ways[how] ?? notFound)();
}
