import { withUser } from '@/lib/auth';

/** The ID token's claims, for scripts. */
export const GET = withUser((_request, { user }) => Response.json({ user }));
