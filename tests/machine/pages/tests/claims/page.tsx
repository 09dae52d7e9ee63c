import Link from 'next/link';
import { fetchUserInfo, requireUser } from '@/lib/auth';
import { renewClaims } from './actions';

/** The user's claims: those of the ID token beside userinfo, and a form whose server action renews them. */
export default async function ClaimsPage() {
  const claims = await requireUser();
  const userInfo = await fetchUserInfo();
  return (
    <main>
      <h1>Claims</h1>
      <pre aria-label="ID token">{JSON.stringify(claims)}</pre>
      <pre aria-label="Userinfo">{JSON.stringify(userInfo)}</pre>
      <form action={renewClaims}>
        <button>Renew</button>
      </form>
      <Link href="/profile" prefetch={false}>
        A page of the app
      </Link>
    </main>
  );
}
