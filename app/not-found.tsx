import type { Metadata } from 'next';
import { HomeLink } from './_components/home-link';
import { Actions, MessageBody } from './_components/message-body';

export const metadata: Metadata = { title: 'There is no such page' };

/** Next sends this along with every page, because a page may call `notFound()`. So it has no header and reads no user. */
export default function NotFound() {
  return (
    <MessageBody
      icon="compass"
      title="There is no such page"
      text="The address may be old, or have a typing error in it."
    >
      <Actions>
        <HomeLink />
      </Actions>
    </MessageBody>
  );
}
