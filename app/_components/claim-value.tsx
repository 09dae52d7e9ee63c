/** Claims that are moments, and the milliseconds in one of their units. */
const millisecondsPerUnit: Record<string, number> = {
  exp: 1000,
  iat: 1000,
  auth_time: 1000,
  created_at: 1,
  updated_at: 1,
};

/** A claim's value as JSON, and what can't be seen from it: which moment a number is, what `null` says. */
export function ClaimValue({ claim, value }: { claim: string; value: unknown }) {
  const unit = millisecondsPerUnit[claim];
  const moment = typeof value === 'number' && unit ? new Date(value * unit) : undefined;
  return (
    <>
      <pre>{JSON.stringify(value, null, 2)}</pre>
      {value === null && <p>It is empty.</p>}
      {moment && !Number.isNaN(moment.getTime()) && (
        <time dateTime={moment.toISOString()}>{moment.toUTCString()}</time>
      )}
    </>
  );
}
