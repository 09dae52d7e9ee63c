import { z } from 'zod';
import { UserError } from './command';
import { check, ok, warning } from './doctor/check';
import { organizationTemplate } from './logto/seed';
import type { ManagementApi } from './requests';

/** The permissions in organizations that the organization pages check. */
export const permissions = [...new Set(Object.values(organizationTemplate).flat())];

const entitySchema = z.object({ id: z.string(), name: z.string() });
const entitiesSchema = z.array(entitySchema);
const rolesSchema = z.array(entitySchema.extend({ scopes: entitiesSchema }));

/** Reads Logto's organization template, and finds what it lacks for the organization pages. */
async function readTemplate(call: ManagementApi) {
  const [what, page] = ['show its organization template', 'page=1&page_size=100'];
  const known = await call(what, `organization-scopes?${page}`, entitiesSchema);
  const roles = await call(what, `organization-roles?${page}`, rolesSchema);
  const lacking = permissions.filter((name) => !known.some((one) => one.name === name));
  const inRoles = Object.entries(organizationTemplate).map(([name, needed]) => {
    const held = roles.find((role) => role.name === name)?.scopes.map((scope) => scope.name);
    return {
      name,
      exists: held !== undefined,
      lacks: needed.filter((one) => !held?.includes(one)),
    };
  });
  const missing = [
    ...lacking.map((name) => `the permission ${name}`),
    ...inRoles
      .filter(({ lacks }) => lacks.length > 0)
      .map(({ name, exists, lacks }) =>
        exists ? `${lacks.join(' and ')} in the role ${name}` : `the role ${name}`,
      ),
  ];
  const newRoles = inRoles.filter(({ exists }) => !exists);
  return { known, lacking, newRoles, missing };
}

const roles = Object.entries(organizationTemplate).map(
  ([name, needed]) => `the role ${name} with the permissions ${needed.join(', ')}`,
);
const byHand = `In Logto's Console, the organization template must have ${roles.join(', and ')}.`;

/** Checks that Logto has the permissions and roles of the organization pages, and that users get them. */
export const templateCheck = check(
  'Organization template',
  ['management_api'],
  async ({ config, managementApi }) => {
    if (!managementApi) return ok('Not checked: only the Management API shows it.');
    const { missing } = await readTemplate(managementApi);
    if (missing.length > 0) return warning(`Logto lacks ${missing.join(', ')}.`, byHand);
    const unrequested = permissions.filter((name) => !config.scopes.includes(name));
    if (unrequested.length === 0) return ok('It has the permissions and roles that users need.');
    return warning(
      `LOGTO_SCOPES lacks ${unrequested.join(', ')}: no user gets these permissions.`,
      'Add them to LOGTO_SCOPES. Users get them when they sign in the next time.',
    );
  },
);

/**
 * Creates the permissions and roles that Logto lacks. Changes none that exist.
 * @returns lines for the terminal, also if Logto refuses
 */
export async function completeTemplate(call: ManagementApi): Promise<string[]> {
  try {
    const { known, lacking, newRoles } = await readTemplate(call);
    for (const name of lacking)
      known.push(
        await call(`create the permission ${name}`, 'organization-scopes', entitySchema, { name }),
      );
    for (const { name, lacks } of newRoles) {
      const ids = known.filter((scope) => lacks.includes(scope.name)).map(({ id }) => id);
      const role = { name, organizationScopeIds: ids };
      await call(`create the role ${name}`, 'organization-roles', entitySchema, role);
    }
    const { missing } = await readTemplate(call);
    if (missing.length === 0)
      return ['  The organization template has the permissions and roles of the app.'];
    return [`  Existing roles stay as they are: Logto lacks ${missing.join(', ')}.`, `  ${byHand}`];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`  ${error.message}`, `  ${byHand}`];
  }
}
