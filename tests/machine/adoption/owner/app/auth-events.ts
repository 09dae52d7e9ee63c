import type { OnSignIn } from '@/lib/auth-events';

/** One of the two functions alone: lint and types of the template's routes must accept it. */
export const onSignIn: OnSignIn = ({ user }) => {
  if (user.sub === '') throw new Error('A user without an id');
};
