/**
 * Runs a task once for all who ask with the same key: those who come while it runs share its
 * outcome, those who come within `keep` seconds after it succeeded get the same result.
 */
export function singleFlight<T>(keep: number) {
  const flights = new Map<string, Promise<T>>();
  return (key: string, task: () => Promise<T>): Promise<T> => {
    const known = flights.get(key);
    if (known) return known;
    const flight = task();
    const forget = () => flights.delete(key);
    flights.set(key, flight);
    flight.then(() => setTimeout(forget, keep * 1000).unref(), forget);
    return flight;
  };
}
