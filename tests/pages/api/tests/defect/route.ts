/** A route with a defect, whose error says more than anybody may read. */
export function GET(request: Request) {
  throw new RangeError(`What is ${request.url}, not-an-address?`);
}
