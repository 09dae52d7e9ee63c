'use client';

import { groupClaims } from './claim-words';
import { CopyButton } from './copy-button';

/**
 * A table of claims as Logto sent them, in JSON, in groups, each with a description. An empty claim is `null`; a claim that
 * Logto didn't send isn't listed.
 *
 * This is a client component, because Next sends a server component's output twice: as HTML, and for its router. Of this one, the
 * router gets only the claims.
 *
 * @param comparedWith other claims: claims that are missing there are marked, and their groups are first
 */
export function ClaimsTable({
  title,
  note,
  claims,
  comparedWith = claims,
}: {
  title: string;
  note: string;
  claims: Record<string, unknown>;
  comparedWith?: Record<string, unknown>;
}) {
  const isOnlyHere = ({ name }: { name: string }) => !Object.hasOwn(comparedWith, name);
  const groups = groupClaims(claims);
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
      {ordered.map(({ heading, claims }) => (
        <section key={heading}>
          <h3 className="border-y border-line bg-sunken px-5 py-1.5 text-xs text-muted">
            {heading}
          </h3>
          <dl className="claims">
            {claims.map(({ name, value, meaning }) => (
              <div key={name}>
                <dt>
                  {name}
                  {isOnlyHere({ name }) && (
                    <>
                      {' '}
                      <span className="chip font-sans">only here</span>
                    </>
                  )}
                  {meaning && <p>{meaning}</p>}
                </dt>
                <dd>
                  <pre>{JSON.stringify(value, null, 2)}</pre>
                  {value === null && <p>It is empty.</p>}
                  <Moment claim={name} value={value} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </section>
  );
}

/** The time that a claim's number stands for: in seconds, or in milliseconds where Logto uses its own claims. */
function Moment({ claim, value }: { claim: string; value: unknown }) {
  const unit = /^(exp|iat|nbf|auth_time)$/.test(claim) ? 1000 : 1;
  const isTime = unit > 1 || /^(created|updated)_at$/.test(claim);
  const moment = new Date(isTime && typeof value === 'number' ? value * unit : NaN);
  if (Number.isNaN(moment.getTime())) return null;
  return <time dateTime={moment.toISOString()}>{moment.toUTCString()}</time>;
}
