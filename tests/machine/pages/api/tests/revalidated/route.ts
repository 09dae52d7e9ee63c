import { withUser } from '@/lib/auth';

/** Next runs such a route in the build, unless it reads the request first. */
export const revalidate = 60;

/** A guarded route that asks for static answers: it must answer each user for themselves. */
export const GET = withUser((_request, { user }) => Response.json({ sub: user.sub }));
