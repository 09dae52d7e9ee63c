import Link from 'next/link';
import { Icon } from '@/app/_components/icon';
import '../demo.css';

const examples = [
  {
    href: '/profile',
    icon: 'user',
    title: 'See your profile',
    text: 'What Logto says about you: the ID token beside userinfo, claim by claim.',
    file: 'app/profile/page.tsx',
  },
  {
    href: '/orders',
    icon: 'box',
    title: 'See your orders',
    text: 'An API, called from the server with your access token.',
    file: 'app/(demo)/orders/page.tsx',
  },
  {
    href: '/account',
    icon: 'lock',
    title: 'See your account',
    text: 'When and how you signed in: it asks again after 15 minutes.',
    file: 'app/account/page.tsx',
  },
] as const;

/** Pages of this template to look at first, each with its file. */
export function Examples() {
  return (
    <section className="mt-4 lg:col-span-2" aria-labelledby="examples">
      <h2 id="examples" className="text-lg font-semibold">
        Three pages to start from
      </h2>
      <div className="mt-4 grid gap-4 lg:grid-cols-3">
        {examples.map(({ href, icon, title, text, file }) => (
          <section key={href} className="card-link flex flex-col p-5">
            <Icon name={icon} className="size-6 text-accent" />
            <h3 className="mt-3 font-semibold">
              <Link href={href} prefetch={false} className="stretched">
                {title}
              </Link>
            </h3>
            <p className="mt-1 mb-4 text-sm leading-relaxed text-pretty text-muted">{text}</p>
            <code className="mt-auto text-xs text-muted">{file}</code>
          </section>
        ))}
      </div>
    </section>
  );
}
