import { getIdTokenClaims, isAuthenticated } from '@/lib/auth';
import { Pitch } from './(demo)/_components/pitch';
import { Summary } from './_components/summary';

export default async function HomePage() {
  return (await isAuthenticated()) ? <Summary claims={await getIdTokenClaims()} /> : <Pitch />;
}
