'use client';

import type { ReactNode } from 'react';
import { useFormStatus } from 'react-dom';
import { Icon, type IconName } from './icon';

/** Sends a form of a server action, and shows that it is in progress. Without JavaScript it is a plain button. */
export function SubmitButton({
  icon = 'refresh',
  children,
}: {
  icon?: IconName;
  children: ReactNode;
}) {
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      aria-disabled={pending}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
      className="button aria-disabled:cursor-progress aria-disabled:text-muted"
    >
      <Icon name={icon} className={pending ? 'size-4 motion-safe:animate-spin' : 'size-4'} />
      {children}
      <span role="status" className="sr-only">
        {pending && 'Under way'}
      </span>
    </button>
  );
}
