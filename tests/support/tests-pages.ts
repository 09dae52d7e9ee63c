/** The pages that belong to the tests, `tests/pages/`: only the build that the tests run has them. */

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

/** What that page shows where it has a token for this audience. */
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
