import { Header } from '@/app/_components/header';
import { getSessionClaims } from '@/lib/auth';
import { Tour } from './(demo)/_components/tour'; // demo
import { Summary } from './_components/summary';
import { Welcome } from './_components/welcome';

export default async function HomePage() {
  const claims = await getSessionClaims();
  return (
    <>
      <Header showsSignOut />
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
