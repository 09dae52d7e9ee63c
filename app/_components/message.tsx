import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

/** Not a `<Link>`: on the front page's own error page, Next's router would stay there. */
const home = '/';

/**
 * A page's content if there is only a message: an error, a question or a confirmation. It has no header, because error pages
 * have none.
 *
 * @param children the next steps for the user: links and buttons. A link to the front page is added.
 * @param note shown below them
 */
export function Message({
  icon,
  title,
  text,
  note,
  children,
}: {
  icon: IconName;
  title: string;
  text: ReactNode;
  note?: ReactNode;
  children?: ReactNode;
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
        <div className="mt-6 flex flex-wrap gap-3">
          {children}
          <a href={home} className="button">
            Home
          </a>
        </div>
        {note && <p className="mt-6 border-t border-line pt-4 text-sm text-muted">{note}</p>}
      </div>
    </main>
  );
}
