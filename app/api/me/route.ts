import { withUser } from '@/lib/auth';

/** Returns the ID token's claims, for scripts. */
export const GET = withUser((_request, { user }) => Response.json({ user }));
