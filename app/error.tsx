'use client';

import { MessageBody, Actions } from './_components/message-body';

export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <MessageBody
      icon="alert"
      title="Something went wrong"
      text="This is our fault. Please try again."
    >
      <Actions>
        <button type="button" className="button-primary" onClick={retry}>
          Try again
        </button>
      </Actions>
    </MessageBody>
  );
}
