// Your product's actions when users sign in and when their data changes. Both functions are optional. Both may run twice for
// the same event, so a second run must change nothing: use "insert or update", not "insert".
//
// `onSignIn` runs at the end of each sign-in, before there is a session. Use it to store a row in your own database.
// If it throws, the user isn't signed in, and a page says so. `userInfo` has the user's current claims, from Logto.
//
//   import type { OnSignIn } from '@/lib/auth-events';
//
//   export const onSignIn: OnSignIn = async ({ user, userInfo }) => {
//     await saveUser(user.sub, userInfo.email);
//   };
//
// `onUserEvent` gets each webhook event about users, after their sessions have ended or been marked as outdated.
// If it throws, the webhook's answer is 500. It needs LOGTO_WEBHOOK_SIGNING_KEY. `/account/delete` calls it, too.
//
//   import type { OnUserEvent } from '@/lib/auth-events';
//
//   export const onUserEvent: OnUserEvent = async (event) => {
//     if (event.event === 'User.Deleted') await deleteUser(event.userId);
//   };
export {};
