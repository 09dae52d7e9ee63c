import type { ExtraSources } from '@/lib/http/security-headers';

// More sources for the Content-Security-Policy of every page. They are added to the app's own sources. For example:
//
//   'img-src': ['https://cdn.example.com'],      pictures from another origin
//   'connect-src': ['https://api.example.com'],  requests of your scripts
//   'form-action': ['https://pay.example.com'],  the address of a form
//
// A script needs no entry if the page gives it the nonce: `await getNonce()` of `@/lib/auth`.
export const extraSources: ExtraSources = {};
