import { withUser } from '@/lib/auth';

/** Returns when and how the user signed in, for scripts. The sign-in must not be older than 15 minutes. */
export const GET = withUser(
  (_request, { user: { auth_time, amr, acr } }) =>
    Response.json({ account: { auth_time, amr, acr } }),
  { require: { maxAge: 15 * 60 } },
);
