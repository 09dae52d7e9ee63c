import { CopyButton } from '@/app/_components/copy-button';
import { SubmitButton } from '@/app/_components/submit-button';
import { Choice, Field, Hidden, LinkField } from '../../_components/field';
import { OutcomeMessage } from '../../_components/outcome-message';
import { pageNumber, Pages } from '../../_components/pages';
import { Section } from '../../_components/section';
import * as api from '../../invitations-api';
import { listRoles, pageSize } from '../../organizations-api';
import { outcomeOf } from '../../outcomes';
import { invite, revoke, sendAgain } from './actions';

interface Props {
  organizationId: string;
  /** The page's query: the page of the list, and the input to fill in again. */
  query: Record<string, string | string[] | undefined>;
  mayChooseRole: boolean;
}

/** The form that invites somebody, and the pending invitations. */
export async function Invitations({ organizationId, query, mayChooseRole }: Props) {
  const loaded = await Promise.all([
    api.listInvitations(organizationId),
    mayChooseRole ? listRoles() : [],
  ]).catch(outcomeOf);
  if (typeof loaded === 'string')
    return (
      <Section id="invitations" title="Invitations">
        <OutcomeMessage outcome={loaded} />
      </Section>
    );
  const [invitations, roles] = loaded;
  const page = pageNumber(query['invitations']);
  const shown = invitations.slice((page - 1) * pageSize, page * pageSize);
  const { email, role = roles.find(({ name }) => name === api.memberRole)?.id } = query;
  return (
    <Section id="invitations" title="Invitations">
      <form action={invite} className="flex flex-wrap items-end gap-3">
        <Hidden values={{ organization: organizationId }} />
        <Field
          label="E-mail address"
          name="email"
          type="email"
          required
          maxLength={254}
          defaultValue={typeof email === 'string' ? email : ''}
        />
        {mayChooseRole && (
          <Choice label="Role" name="role" options={roles} defaultValue={String(role)} />
        )}
        <SubmitButton icon="user">Invite</SubmitButton>
      </form>
      {shown.length > 0 && (
        <ul aria-labelledby="invitations" className="mt-4 divide-y divide-line card">
          {shown.map((invitation) => (
            <PendingInvitation key={invitation.id} invitation={invitation} />
          ))}
        </ul>
      )}
      <Pages name="invitations" page={page} size={pageSize} total={invitations.length} />
    </Section>
  );
}

function PendingInvitation({ invitation }: { invitation: api.Invitation }) {
  const { id, invitee, organizationId, organizationRoles, expiresAt } = invitation;
  const target = { organization: organizationId, invitation: id };
  const link = api.invitationUrl(id);
  const until = new Date(expiresAt).toLocaleDateString('en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  const roles = organizationRoles.map(({ name }) => name).join(', ') || 'No role';
  return (
    <li className="flex flex-wrap items-center gap-3 p-5">
      <div className="min-w-60 grow">
        <p className="font-medium wrap-anywhere">{invitee}</p>
        <p className="text-sm text-muted">
          {roles} · until {until}
        </p>
      </div>
      <div className="flex min-w-60 grow items-center gap-2">
        <LinkField label={`Link for ${invitee}`} value={link} />
        <CopyButton text={link} label="Copy link" what={invitee} />
      </div>
      <form action={sendAgain}>
        <Hidden values={target} />
        <SubmitButton>
          Send again<span className="sr-only">: {invitee}</span>
        </SubmitButton>
      </form>
      <form action={revoke}>
        <Hidden values={target} />
        <SubmitButton icon="exit">
          Revoke<span className="sr-only">: {invitee}</span>
        </SubmitButton>
      </form>
    </li>
  );
}
