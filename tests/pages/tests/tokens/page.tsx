import Link from 'next/link';
import { getAccessTokenClaims, getOrganizationTokenClaims, requireUser } from '@/lib/auth';

interface Query {
  resource?: string | string[];
  organization_id?: string | string[];
}

/** A server component that needs a token for each `resource` and each `organization_id` of its address. */
export default async function TokensPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireUser();
  const { resource = [], organization_id: organizationId = [] } = await searchParams;
  const tokens = await Promise.all([
    ...[resource].flat().map((indicator) => getAccessTokenClaims(indicator)),
    ...[organizationId].flat().map((id) => getOrganizationTokenClaims(id)),
  ]);
  return (
    <main>
      <h1>Tokens</h1>
      <ul>
        {tokens.map(({ aud, scope }) => (
          <li key={String(aud)}>{`${String(aud)} permits ${scope || 'nothing'}`}</li>
        ))}
      </ul>
      <Link href="/tests/claims">Claims</Link>
    </main>
  );
}
