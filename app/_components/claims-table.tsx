/** Claims that are moments, and the milliseconds in one of their units. */
const millisecondsPerUnit: Record<string, number> = {
  exp: 1000,
  iat: 1000,
  auth_time: 1000,
  created_at: 1,
  updated_at: 1,
};

/**
 * Claims as they came, in JSON: an empty one is `null`, one that wasn't sent isn't there.
 *
 * @param beyond marks the claims that these others don't have
 */
export function ClaimsTable({
  title,
  note,
  claims,
  beyond,
}: {
  title: string;
  note: string;
  claims: Record<string, unknown>;
  beyond?: Record<string, unknown>;
}) {
  return (
    <section className="overflow-hidden card" aria-label={title}>
      <header className="border-b border-line px-5 py-4">
        <h2 className="font-semibold">{title}</h2>
        <p className="mt-1 text-sm text-muted">{note}</p>
      </header>
      <dl className="divide-y divide-line">
        {newFirst(claims, beyond).map(([claim, value]) => (
          <div key={claim} className="px-5 py-3 sm:grid sm:grid-cols-[12rem_1fr] sm:gap-4">
            <dt className="font-mono text-sm wrap-anywhere text-muted">
              {claim}
              {beyond && !(claim in beyond) && (
                <span className="ml-2 rounded-full bg-accent-soft px-2 py-0.5 font-sans text-xs whitespace-nowrap text-accent">
                  only here
                </span>
              )}
            </dt>
            <dd className="mt-1 min-w-0 sm:mt-0">
              <Value claim={claim} value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What only these claims have comes first: it is what the request was for. */
function newFirst(claims: Record<string, unknown>, beyond: Record<string, unknown> = claims) {
  const isKnown = ([claim]: [string, unknown]) => claim in beyond;
  return Object.entries(claims).sort((a, b) => Number(isKnown(a)) - Number(isKnown(b)));
}

function Value({ claim, value }: { claim: string; value: unknown }) {
  const unit = millisecondsPerUnit[claim];
  const moment = typeof value === 'number' && unit ? new Date(value * unit) : undefined;
  return (
    <>
      <pre className="font-mono text-sm wrap-anywhere whitespace-pre-wrap">
        {JSON.stringify(value, null, 2)}
      </pre>
      {moment && !Number.isNaN(moment.getTime()) && (
        <time dateTime={moment.toISOString()} className="text-xs text-muted">
          {moment.toUTCString()}
        </time>
      )}
    </>
  );
}
