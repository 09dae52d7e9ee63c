/** Claims that are times, and the number of milliseconds in their unit. */
const millisecondsPerUnit: Record<string, number> = {
  exp: 1000,
  iat: 1000,
  auth_time: 1000,
  created_at: 1,
  updated_at: 1,
};

/** A claim's value as JSON, with an explanation of a number that is a time, and of `null`. */
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
