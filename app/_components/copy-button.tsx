'use client';

import { useState } from 'react';
import { Icon } from './icon';

/** Milliseconds for which the button shows the result. */
const afterglow = 2000;

/** Copies a text to the clipboard. Without JavaScript the button isn't shown. Its size never changes. */
export function CopyButton({
  text,
  what,
  label = 'Copy as JSON',
}: {
  text: string;
  what: string;
  label?: string;
}) {
  const [outcome, setOutcome] = useState<'Copied' | 'Not allowed'>();
  const copy = async () => {
    setOutcome(
      await navigator.clipboard.writeText(text).then(
        () => 'Copied',
        () => 'Not allowed',
      ),
    );
    setTimeout(() => {
      setOutcome(undefined);
    }, afterglow);
  };
  return (
    <button
      type="button"
      onClick={() => void copy()}
      className="button min-h-8 px-3 text-xs noscript:hidden"
    >
      <Icon name={outcome === 'Copied' ? 'check' : 'copy'} className="size-4" />
      <span className="grid *:[grid-area:1/1]">
        <span className={outcome && 'invisible'}>
          {label}
          <span className="sr-only">: {what}</span>
        </span>
        <span role="status">{outcome}</span>
      </span>
    </button>
  );
}
