import { hasManagementApi } from '@/lib/logto/management';

/** The way to delete the account, if this app may. */
export function DeleteAccount() {
  if (!hasManagementApi()) return null;
  return (
    <section aria-labelledby="delete">
      <h2 id="delete" className="mt-12 text-lg font-semibold">
        Delete your account
      </h2>
      <p className="mt-1 mb-4 text-sm text-pretty text-muted">
        You see first what will be deleted, and may have to sign in again.
      </p>
      <a href="/account/delete" className="button">
        Delete your account
      </a>
    </section>
  );
}
