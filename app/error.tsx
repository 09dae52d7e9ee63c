'use client';

import { Message } from './_components/message';

export default function ErrorPage({ retry }: { retry: () => void }) {
  const text = 'This is our fault. Please try again.';
  return (
    <Message icon="alert" title="Something went wrong" text={text}>
      <button type="button" className="button-primary" onClick={retry}>
        Try again
      </button>
    </Message>
  );
}
