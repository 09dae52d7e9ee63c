'use client';

import { MessageBody, Ways } from './_components/message-body';

export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <MessageBody
      icon="alert"
      title="Something went wrong"
      text="That is our fault, not yours. Please try again."
    >
      <Ways>
        <button type="button" className="button-primary" onClick={retry}>
          Try again
        </button>
      </Ways>
    </MessageBody>
  );
}
