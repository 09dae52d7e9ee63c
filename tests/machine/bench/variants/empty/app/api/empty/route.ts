/** A route that does nothing. */
export const GET = () => Response.json({});
