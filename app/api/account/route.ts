import { withUser } from '@/lib/auth';

/** When and how the user signed in, for scripts; for who did so within a quarter of an hour. */
export const GET = withUser(
  (_request, { user: { auth_time, amr, acr } }) =>
    Response.json({ account: { auth_time, amr, acr } }),
  { require: { maxAge: 15 * 60 } },
);
