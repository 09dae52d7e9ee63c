import type { ComponentProps } from 'react';
import { Header } from './header';
import { MessageBody } from './message-body';

/**
 * A page with a single message: an error, a question, or a confirmation.
 *
 * @param asksToSignOut the page has its own button to sign out, so the header has none
 */
export function Message({
  asksToSignOut = false,
  ...message
}: ComponentProps<typeof MessageBody> & { asksToSignOut?: boolean }) {
  return (
    <>
      <Header showsSignOut={!asksToSignOut} />
      <MessageBody {...message} />
    </>
  );
}
