import { withUser } from '@/lib/auth';

/** When and how the user signed in, for scripts. The sign-in must be of the last 15 minutes. */
export const GET = withUser(
  (_request, { user: { auth_time, amr, acr } }) =>
    Response.json({ account: { auth_time, amr, acr } }),
  { require: { maxAge: 15 * 60 } },
);
