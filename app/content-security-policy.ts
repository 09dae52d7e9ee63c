import type { ExtraSources } from '@/lib/http/security-headers';

// Further sources for the Content-Security-Policy of every page. Each is added to the app's own: for example
//
//   'img-src': ['https://cdn.example.com'],      pictures from another origin
//   'connect-src': ['https://api.example.com'],  requests of your scripts
//   'form-action': ['https://pay.example.com'],  a form that leads there
//
// A script needs no entry if the page gives it the nonce: `await getNonce()` of `@/lib/auth`.
export const extraSources: ExtraSources = {};
