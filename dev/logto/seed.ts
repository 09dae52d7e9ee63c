import { Accounts } from './accounts';

/** API resources (RFC 8707) of the local Logto, with their permissions. */
export const resources: Record<string, { name: string; permissions: string[] }> = {
  'https://api.example.com': {
    name: 'Orders API',
    permissions: ['read:orders', 'write:orders'],
  },
  'https://inventory.example.com': {
    name: 'Inventory API',
    permissions: ['read:stock', 'write:stock'],
  },
};

/** User roles and the API permissions that each one grants, by resource indicator. */
export const roles: Record<string, Record<string, string[]>> = {
  admin: {
    'https://api.example.com': ['read:orders', 'write:orders'],
    'https://inventory.example.com': ['read:stock', 'write:stock'],
  },
  viewer: {
    'https://api.example.com': ['read:orders'],
  },
};

/** Organizations, as userinfo's `organization_data` shows them. */
export const organizations = [
  { id: 'k3v9x0q7m2ab', name: 'Acme Inc.', description: 'Makes everything' },
  { id: 'p8w1z5n4t6cd', name: 'Globex', description: null },
];

/**
 * Permissions in organizations that the organization pages check, by role. `npm run setup` creates them in your Logto on
 * request, and `npm run doctor` looks for them there.
 */
export const organizationTemplate: Record<string, string[]> = {
  admin: ['read:member', 'invite:member', 'manage:member', 'delete:organization'],
  member: ['read:member'],
};

/** Further permissions of organization roles, and API permissions on the organization's behalf. */
export const organizationRoles: Record<
  string,
  { permissions: string[]; resources: Record<string, string[]> }
> = {
  admin: {
    permissions: ['invite:member', 'read:billing', 'write:billing'],
    resources: { 'https://api.example.com': ['read:orders', 'write:orders'] },
  },
  member: {
    permissions: ['read:billing'],
    resources: { 'https://api.example.com': ['read:orders'] },
  },
};

/** The accounts that exist from the start. The sign-in page shows them, passwords included. */
export const demoAccounts: { username: string; password: string; description: string }[] = [
  {
    username: 'alice',
    password: 'alice-demo-1',
    description:
      'Has everything: profile, second factor, role admin, two organizations, API permissions',
  },
  {
    username: 'bob',
    password: 'bob-demo-1',
    description: 'Has a username and nothing else',
  },
  {
    username: 'mallory',
    password: 'mallory-demo-1',
    description: 'Is suspended and cannot sign in',
  },
];

/** API resources that a matching application requests, the one for `/api/orders` first. */
export const demoResources = Object.keys(resources);

/** Permissions, of API resources and in organizations, that a matching application requests. */
export const demoScopes = [
  ...Object.values(resources).flatMap(({ permissions }) => permissions),
  ...new Set(Object.values(organizationRoles).flatMap(({ permissions }) => permissions)),
];

/** Returns new copies of the demo accounts. `endpoint` is the address of their pictures. */
export function createDemoAccounts(endpoint: string): Accounts {
  const accounts = new Accounts();
  const [everything, nothing, suspended] = demoAccounts;
  const createdAt = Date.UTC(2026, 0, 15, 9, 30, 0, 123);

  accounts.create({
    ...credentials(everything),
    id: 'a1l2i3c4e5x6',
    secondFactor: true,
    name: 'Alice Example',
    picture: `${endpoint}/avatar/alice.svg`,
    email: 'alice@example.com',
    phone: '14155550100',
    profile: { given_name: 'Alice', family_name: 'Example', locale: 'en-GB' },
    customData: { plan: 'pro', seats: 5 },
    identities: {
      github: {
        userId: '583231',
        details: { id: '583231', name: 'Alice Example', email: 'alice@example.com' },
      },
    },
    ssoIdentities: [
      { issuer: 'https://acme.sso.example.com', identityId: 'alice', detail: { team: 'Sales' } },
    ],
    roles: ['admin', 'viewer'],
    organizations: [
      { id: 'k3v9x0q7m2ab', roles: ['admin', 'member'] },
      { id: 'p8w1z5n4t6cd', roles: ['member'] },
    ],
    createdAt,
    updatedAt: createdAt + 86_400_456,
  });
  accounts.create({
    ...credentials(nothing),
    id: 'b1o2b3m4i5n6',
    createdAt,
    updatedAt: createdAt,
  });
  accounts.create({
    ...credentials(suspended),
    id: 'm1a2l3l4o5r6',
    suspended: true,
    createdAt,
    updatedAt: createdAt,
  });
  return accounts;
}

function credentials(account: (typeof demoAccounts)[number] | undefined) {
  return { username: account?.username ?? null, password: account?.password ?? null };
}
