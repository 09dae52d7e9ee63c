'use client';

import { PageBody } from './_components/page-body';

export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <PageBody title="Something went wrong" lead="That is our fault, not yours. Please try again.">
      <button type="button" className="button-primary" onClick={retry}>
        Try again
      </button>
    </PageBody>
  );
}
