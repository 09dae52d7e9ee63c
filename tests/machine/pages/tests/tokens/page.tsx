import Link from 'next/link';
import { getAccessTokenClaims, getOrganizationTokenClaims, requireUser } from '@/lib/auth';

interface Query {
  resource?: string | string[];
  organization_id?: string | string[];
  both?: string;
}

/**
 * A server component that needs a token for each `resource` and each `organization_id` of its address; with `both`, for
 * each resource on behalf of each organization, too.
 */
export default async function TokensPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireUser();
  const { resource = [], organization_id: organizationId = [], both } = await searchParams;
  const pairs = [resource]
    .flat()
    .flatMap((indicator) => [organizationId].flat().map((id) => [indicator, id] as const));
  const tokens = await Promise.all([
    ...[resource].flat().map((indicator) => getAccessTokenClaims(indicator)),
    ...[organizationId].flat().map((id) => getOrganizationTokenClaims(id)),
    ...(both === undefined ? [] : pairs).map(([indicator, id]) =>
      getAccessTokenClaims(indicator, { organizationId: id }),
    ),
  ]);
  return (
    <main>
      <h1>Tokens</h1>
      <ul>
        {tokens.map(({ aud, scope, organization_id: of }) => (
          <li key={`${String(aud)} ${of ?? ''}`}>
            {`${String(aud)} permits ${scope || 'nothing'}${of === undefined ? '' : ` in ${of}`}`}
          </li>
        ))}
      </ul>
      <Link href="/tests/claims">Claims</Link>
    </main>
  );
}
