import { appPaths } from '@/lib/paths';

/** Signs out with a form, so that no link, prefetch or page of another site can do it. */
export function SignOutButton({ className }: { className: string }) {
  return (
    <form action={appPaths.signOut} method="post" className="contents">
      <button type="submit" className={className}>
        Sign out
      </button>
    </form>
  );
}
