import { site } from '@/app/site';
import { signInPath } from '@/lib/auth';

/** The front page for visitors: a description of the app, and the links to sign in. */
export function Welcome() {
  return (
    <div>
      <h1 className="text-3xl font-semibold tracking-tight text-balance sm:text-4xl">
        {site.tagline}
      </h1>
      <p className="mt-4 max-w-2xl text-lg leading-relaxed text-pretty text-muted">
        {site.description}
      </p>
      <a href={signInPath({ returnTo: '/profile' })} className="mt-6 button-primary px-5">
        See your profile
      </a>
    </div>
  );
}
