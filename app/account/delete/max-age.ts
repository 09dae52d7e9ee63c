/** The maximum age of the sign-in with which an account may be deleted, in seconds. */
export const maxAge = 5 * 60;
