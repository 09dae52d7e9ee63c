/** Returns a user's roles in an organization: their claims list them as `<organization id>:<role>`. */
export function rolesIn(organizationId: string, roles: readonly string[] | null | undefined) {
  const prefix = `${organizationId}:`;
  return (roles ?? [])
    .filter((role) => role.startsWith(prefix))
    .map((role) => role.slice(prefix.length));
}
