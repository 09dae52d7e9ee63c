import type { Metadata } from 'next';
import { HomeLink } from './_components/home-link';
import { Message } from './_components/message';
import { Actions } from './_components/message-body';

export const metadata: Metadata = { title: 'There is no such page' };

export default function NotFound() {
  return (
    <Message
      icon="compass"
      title="There is no such page"
      text="The address may be old, or have a typing error in it."
    >
      <Actions>
        <HomeLink />
      </Actions>
    </Message>
  );
}
