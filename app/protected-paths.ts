// The paths that need a signed-in user. To protect a page, add its path here, and call `requireUser()` in the page itself,
// where the data is read. Route handlers below `/api` use `withUser()` instead, and need no entry.
//
// - An entry also covers everything below it: '/orders' covers '/orders/7'.
// - '*' is exactly one segment: '/posts/*/edit', or '/*/notes' if the first segment is a language.
// - '!' begins an exception: '!/orders/help'. The longest entry that matches a path decides.
// - '/' covers every page. The pages that people need to sign in or out (/sign-out, /auth-error, /forbidden), files of
//   `public/`, and icons, robots.txt and similar files stay public unless an entry names them.
export const protectedPaths: string[] = [
  '/account',
  '/profile',
  '/orders', // demo
  '/organizations', // organizations
  // Add yours here.
];
