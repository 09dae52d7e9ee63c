import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { Header } from '@/app/_components/header';
import { Message } from '@/app/_components/message';
import { SubmitButton } from '@/app/_components/submit-button';
import { fetchUserInfo, isAuthenticated, signInPath, type UserInfo } from '@/lib/auth';
import { hasManagementApi } from '@/lib/logto/management';
import { Hidden } from '../../_components/field';
import { findInvitation, type Invitation } from '../../invitations-api';
import { nameOf } from '../../organizations-api';
import { outcomeOf, problems } from '../../outcomes';
import { accept } from './actions';

export const metadata: Metadata = { title: 'Invitation' };

const closed = {
  Accepted: {
    title: 'This invitation was accepted already',
    text: 'Sign in as the person who accepted it, and open your organizations.',
  },
  Expired: {
    title: 'This invitation has expired',
    text: 'Ask the person who invited you for a new one.',
  },
  Revoked: {
    title: 'This invitation was revoked',
    text: 'Ask the person who invited you for a new one.',
  },
};

/**
 * The page that the link of an invitation leads to. Everyone who has the link may see the invitation. Only the user with
 * the invited address can accept it.
 */
export default async function InvitationPage({
  params,
  searchParams,
}: PageProps<'/invitations/[id]'>) {
  if (!hasManagementApi()) notFound();
  const { id } = await params;
  const { outcome, token } = await searchParams;
  const user = (await isAuthenticated()) ? await fetchUserInfo() : undefined;
  const invitation = await findInvitation(id).catch(outcomeOf);
  return (
    <>
      <Header />
      {typeof invitation === 'string' || outcome === 'busy' || outcome === 'failed' ? (
        <Message icon="alert" title="This did not work" text={problems.busy}>
          <a href={`/invitations/${id}`} className="button-primary">
            Try again
          </a>
        </Message>
      ) : invitation ? (
        <View
          invitation={invitation}
          user={user}
          token={typeof token === 'string' && /^[\w.~-]{1,512}$/.test(token) ? token : undefined}
        />
      ) : (
        <Message
          icon="compass"
          title="This invitation does not exist"
          text="Check whether the link is complete, or ask the person who invited you for a new one."
        />
      )}
    </>
  );
}

interface ViewProps {
  invitation: Invitation;
  user: UserInfo | undefined;
  /** A one-time token from the mail's link, which signs in as the invited address. */
  token: string | undefined;
}

async function View({ invitation, user, token }: ViewProps) {
  const { id, invitee, organizationId, status, acceptedUserId, organizationRoles } = invitation;
  const returnTo = `/invitations/${id}`;
  const isInvited = user?.email?.toLowerCase() === invitee.toLowerCase();
  const isMember = !!user?.organization_data?.some((each) => each.id === organizationId);
  if (isMember && (isInvited || acceptedUserId === user?.sub))
    return (
      <Message
        icon="check"
        title="You are a member already"
        text="The invitation has been used, or is not needed."
      >
        <a href={`/organizations/${organizationId}`} className="button-primary">
          Open the organization
        </a>
      </Message>
    );
  if (status !== 'Pending')
    return (
      <Message icon="alert" {...closed[status]}>
        <Link href="/organizations" prefetch={false} className="button">
          Your organizations
        </Link>
      </Message>
    );
  const name = await nameOf(organizationId).catch(() => organizationId);
  const title = `You are invited to ${name}`;
  const address = { loginHint: invitee, returnTo };
  const withToken = token !== undefined && { oneTimeToken: token };
  if (!user)
    return (
      <Message
        icon="building"
        title={title}
        text={`The invitation is for ${invitee}. Sign in with this address, or create an account for it.`}
      >
        {withToken && (
          <a href={signInPath({ ...address, ...withToken })} className="button-primary">
            Continue as {invitee}
          </a>
        )}
        <a href={signInPath(address)} className="button">
          Sign in
        </a>
        <a href={signInPath({ ...address, firstScreen: 'register' })} className="button">
          Create account
        </a>
      </Message>
    );
  if (!isInvited)
    return (
      <Message
        icon="lock"
        title="This invitation is for another account"
        text={`It is for ${invitee}, and you are signed in as ${user.email ?? user.username ?? user.sub}.`}
      >
        <a
          href={signInPath({ ...address, ...withToken, prompt: 'login' })}
          className="button-primary"
        >
          Switch account
        </a>
      </Message>
    );
  const roles = organizationRoles.map((role) => role.name).join(', ');
  return (
    <Message
      icon="building"
      title={title}
      text={roles ? `You will be there as: ${roles}.` : 'You will be a member there.'}
    >
      <form action={accept}>
        <Hidden values={{ invitation: id }} />
        <SubmitButton icon="check">Join {name}</SubmitButton>
      </form>
    </Message>
  );
}
