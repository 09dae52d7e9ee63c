import { Avatar } from '@/app/_components/avatar';
import { SubmitButton } from '@/app/_components/submit-button';
import { Hidden } from '../../_components/field';
import { OutcomeMessage } from '../../_components/outcome-message';
import { Pages } from '../../_components/pages';
import { Section } from '../../_components/section';
import { listMembers, listRoles, pageSize, type Member, type Role } from '../../organizations-api';
import { outcomeOf } from '../../outcomes';
import { changeRoles, remove } from './actions';

interface Props {
  organizationId: string;
  page: number;
  mayChange: boolean;
}

/** A page of the list of members. */
export async function Members({ organizationId, page, mayChange }: Props) {
  const loaded = await Promise.all([
    listMembers(organizationId, page),
    mayChange ? listRoles() : [],
  ]).catch(outcomeOf);
  if (typeof loaded === 'string')
    return (
      <Section id="members" title="Members">
        <OutcomeMessage outcome={loaded} />
      </Section>
    );
  const [{ members, total }, roles] = loaded;
  return (
    <Section id="members" title="Members">
      <ul aria-labelledby="members" className="divide-y divide-line card">
        {members.map((member) => (
          <li key={member.id} className="flex flex-wrap items-start gap-4 p-5">
            <Avatar name={nameOf(member)} picture={member.avatar} className="size-10 text-sm" />
            <div className="min-w-0 grow">
              <p className="font-medium wrap-anywhere">{nameOf(member)}</p>
              <p className="text-sm wrap-anywhere text-muted">
                {[member.primaryEmail, rolesOf(member)].filter(Boolean).join(' · ')}
              </p>
            </div>
            {mayChange && (
              <ChangeMember member={member} organizationId={organizationId} roles={roles} />
            )}
          </li>
        ))}
      </ul>
      <Pages name="members" page={page} size={pageSize} total={total} />
    </Section>
  );
}

function ChangeMember({
  member,
  organizationId,
  roles,
}: {
  member: Member;
  organizationId: string;
  roles: Role[];
}) {
  const ids = member.organizationRoles.map(({ id }) => id);
  const target = { organization: organizationId, user: member.id };
  return (
    <details className="text-sm">
      <summary className="button">Change {nameOf(member)}</summary>
      <form action={changeRoles} className="mt-3 flex flex-wrap items-center gap-3">
        <Hidden values={{ ...target, before: ids.join(' ') }} />
        {roles.map(({ id, name }) => (
          <label key={id} className="flex items-center gap-2">
            <input type="checkbox" name="role" value={id} defaultChecked={ids.includes(id)} />
            {name}
          </label>
        ))}
        <SubmitButton icon="check">Save roles</SubmitButton>
      </form>
      <form action={remove} className="mt-3">
        <Hidden values={target} />
        <SubmitButton icon="exit">Remove from the organization</SubmitButton>
      </form>
    </details>
  );
}

const nameOf = ({ name, username, primaryEmail, id }: Member) =>
  [name, username, primaryEmail].find(Boolean) ?? id;

const rolesOf = ({ organizationRoles }: Member) =>
  organizationRoles.map(({ name }) => name).join(', ') || 'No role';
