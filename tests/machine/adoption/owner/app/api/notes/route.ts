import { withUser } from '@/lib/auth';

/** A guarded route without `GET`. */
export const POST = withUser((_request, { user }) => Response.json({ by: user.sub }));
