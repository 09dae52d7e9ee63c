import { withUser } from '@/lib/auth';
import { jsonResponse } from '@/lib/http/responses';

/** The ID token's claims, for scripts. */
export const GET = withUser((_request, { user }) => jsonResponse({ user }));
