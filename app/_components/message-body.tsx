import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

/** A message instead of a page's content, and the next steps for the user. */
export function MessageBody({
  icon,
  title,
  text,
  children,
}: {
  icon: IconName;
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <main
      id="content"
      className="mx-auto flex w-full max-w-xl grow flex-col justify-center px-4 py-10 sm:px-6"
    >
      <div className="card p-6 sm:p-8">
        <span className="flex size-11 items-center justify-center rounded-full bg-accent-soft text-accent">
          <Icon name={icon} />
        </span>
        <h1 className="mt-5 text-2xl font-semibold tracking-tight text-balance">{title}</h1>
        <p className="mt-2 leading-relaxed text-pretty text-muted">{text}</p>
        {children}
      </div>
    </main>
  );
}

/** The next steps for the user: links and buttons, side by side if there is space. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap gap-3">{children}</div>;
}
