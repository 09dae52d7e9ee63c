/** The pages that belong to the tests, `tests/machine/pages/`: only the build that the tests run has them. */

import type { Requirement } from '@/lib/auth';

/** The API resources of the demo, in the order in which the app is configured with them. */
export const [ordersApi, inventoryApi] = [
  'https://api.example.com',
  'https://inventory.example.com',
];

/** A page that needs an access token for each of these API resources, and shows for each {@link permits}. */
export const tokensPath = (...resources: string[]) =>
  `/tests/tokens?${new URLSearchParams(resources.map((resource) => ['resource', resource])).toString()}`;

/** The same page, with an organization token. */
export const organizationTokenPath = (id: string) =>
  `/tests/tokens?${new URLSearchParams({ organization_id: id }).toString()}`;

/** The same page, with tokens for this API, for this organization, and for the API on behalf of the organization. */
export const tokensOnBehalfPath = (resource: string, id: string) =>
  `/tests/tokens?${new URLSearchParams({ resource, organization_id: id, both: 'true' }).toString()}`;

/** Returns the text that this page shows if it has a token for this audience. */
export const permits = (audience: string) => `${audience} permits `;

/** A page for members of this organization, or for those who have this role there. */
export const membersPath = (id: string, role?: string) =>
  `/tests/members/${id}${role === undefined ? '' : `?role=${role}`}`;

/** A route that takes Bearer tokens: those for {@link ordersApi}, with the scope `read:orders`. */
export const bearerPath = '/api/tests/bearer';

/** A page with a form whose server action gets a token for {@link ordersApi}, and leads to {@link tokensPath}. */
export const actionPath = '/tests/action';

/** A page with the ID token's claims and userinfo as JSON, and a button “Renew” whose server action renews both. */
export const claimsPath = '/tests/claims';

const guarded = (path: string, requirement: Requirement) =>
  `${path}?${new URLSearchParams({ requirement: JSON.stringify(requirement) }).toString()}`;

/** A page for users who meet this requirement. Its heading is "Guarded". */
export const guardedPath = (requirement: Requirement) => guarded('/tests/guarded', requirement);

/** A page with a button "Act" for a server action that asks for this requirement, and leads to the heading "Done". */
export const guardedActionPath = (requirement: Requirement) =>
  `${guarded('/tests/guarded', requirement)}&done=false`;

/** A route, for `GET` and `POST`, that asks for this requirement within its handler. */
export const guardedRoutePath = (requirement: Requirement) =>
  guarded('/api/tests/guarded', requirement);

/** A route for users with the permission `invite:member` in this organization. */
export const organizationRoutePath = (id: string) => `/api/tests/organizations/${id}`;

/** A page and a route that fail with an error whose message must stay secret. */
export const defectPaths = ['/tests/defect', '/api/tests/defect'];

/** A route that renews an access token, and ends in the given way. */
export const renewingPath = (how: string) => `/api/tests/renewing/${how}`;

/** A guarded route with `export const revalidate`. */
export const revalidatedPath = '/api/tests/revalidated';
