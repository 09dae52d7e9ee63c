/** A route that has no business. */
export const GET = () => Response.json({});
