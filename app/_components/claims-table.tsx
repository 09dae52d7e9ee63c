import { ClaimValue } from './claim-value';
import { groupClaims } from './claim-words';
import { CopyButton } from './copy-button';

/**
 * Claims as they came, in JSON, with what each means and the scope that brings it: an empty one is
 * `null`, one that wasn't sent isn't there.
 *
 * @param of whose claims they are: an access token's come whatever scope was asked for
 * @param comparedWith other claims: those that only `claims` has are marked, and their scopes stand first
 */
export function ClaimsTable({
  title,
  note,
  claims,
  of = 'user',
  comparedWith = claims,
}: {
  title: string;
  note: string;
  claims: Record<string, unknown>;
  of?: 'user' | 'access token';
  comparedWith?: Record<string, unknown>;
}) {
  const isOnlyHere = ({ name }: { name: string }) => !Object.hasOwn(comparedWith, name);
  const groups = groupClaims(claims, of);
  const ordered = [
    ...groups.filter((group) => group.claims.some(isOnlyHere)),
    ...groups.filter((group) => !group.claims.some(isOnlyHere)),
  ];
  return (
    <section className="overflow-hidden card" aria-label={title}>
      <header className="px-5 py-4">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h2 className="font-semibold">{title}</h2>
          <CopyButton text={JSON.stringify(claims, null, 2)} what={title} />
        </div>
        <p className="mt-1 text-sm text-pretty text-muted">{note}</p>
      </header>
      {ordered.map(({ heading, isScope, claims }) => (
        <section key={heading}>
          <GroupHeading heading={heading} isScope={isScope} />
          <dl className="divide-y divide-line">
            {claims.map(({ name, value, meaning }) => (
              <div
                key={name}
                className="grid gap-x-4 gap-y-1.5 px-5 py-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
              >
                <dt className="font-mono text-sm font-medium wrap-anywhere">
                  {name}
                  {isOnlyHere({ name }) && (
                    <>
                      {' '}
                      <span className="chip font-sans">only here</span>
                    </>
                  )}
                  {meaning && (
                    <span className="mt-0.5 block font-sans text-xs leading-relaxed font-normal text-muted">
                      {meaning}
                    </span>
                  )}
                </dt>
                <dd className="min-w-0">
                  <ClaimValue claim={name} value={value} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </section>
  );
}

function GroupHeading({ heading, isScope }: { heading: string; isScope: boolean }) {
  return (
    <h3 className="border-y border-line bg-sunken px-5 py-1.5 text-xs text-muted">
      {isScope ? (
        <>
          Scope <code className="font-mono wrap-anywhere text-ink">{heading}</code>
        </>
      ) : (
        heading
      )}
    </h3>
  );
}
