// What your product does when users sign in and change. Both functions are optional. Both may run twice for the same thing,
// so a second run must change nothing: use "insert or update", not "insert".
//
// `onSignIn` runs at the end of each sign-in, before there is a session: the place for a row in your own database.
// If it throws, the user isn't signed in, and a page says so. `userInfo` is the answer of Logto's userinfo endpoint.
//
//   import type { OnSignIn } from '@/lib/auth-events';
//
//   export const onSignIn: OnSignIn = async ({ user, userInfo }) => {
//     await saveUser(user.sub, userInfo.email);
//   };
//
// `onUserEvent` gets each of Logto's webhook events about users, after their sessions have ended or been marked as outdated.
// If it throws, the webhook's answer is 500. It needs LOGTO_WEBHOOK_SIGNING_KEY.
//
//   import type { OnUserEvent } from '@/lib/auth-events';
//
//   export const onUserEvent: OnUserEvent = async (event) => {
//     if (event.event === 'User.Deleted') await deleteUser(event.userId);
//   };
export {};
