/** A route with a defect, whose error message must stay secret. */
export function GET(request: Request) {
  throw new RangeError(`What is ${request.url}, not-an-address?`);
}
