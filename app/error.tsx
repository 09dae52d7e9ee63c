'use client';

import { Page } from './_components/page';

export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <Page
      title="Something went wrong"
      lead="That is our fault, not yours. You are still signed in, and nothing is lost."
    >
      <button type="button" className="button-primary" onClick={retry}>
        Try again
      </button>
    </Page>
  );
}
