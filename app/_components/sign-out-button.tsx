import { appPaths } from '@/lib/paths';

/** Signing out is a form, so that no link, prefetch or foreign page can do it. */
export function SignOutButton({ className }: { className: string }) {
  return (
    <form action={appPaths.signOut} method="post" className="contents">
      <button type="submit" className={className}>
        Sign out
      </button>
    </form>
  );
}
