import { SubmitButton } from '@/app/_components/submit-button';
import { placeOrder } from './actions';
import { longestItem, outcomes } from './order-form-fields';

type Value = string | string[] | undefined;

/**
 * Places an order: a form of a server action, which works without JavaScript, too.
 *
 * @param item what to fill in, for who comes back from a sign-in
 * @param outcome what came of the last one
 */
export function OrderForm({ item, outcome }: { item: Value; outcome: Value }) {
  const words = Object.entries(outcomes).find(([name]) => name === outcome)?.[1];
  return (
    <section aria-label="Place an order" className="mb-6 card p-5">
      <form action={placeOrder} className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="key" value={crypto.randomUUID()} />
        <label className="grow text-sm font-medium">
          Place an order
          <input
            name="item"
            required
            maxLength={longestItem}
            defaultValue={typeof item === 'string' ? item.slice(0, longestItem) : ''}
            placeholder="A bookshelf"
            className="mt-1.5 block min-h-10 w-full rounded-lg border border-line bg-surface px-3 font-normal"
          />
        </label>
        <SubmitButton icon="box">Place order</SubmitButton>
      </form>
      {words === undefined ? (
        <p className="mt-3 text-sm text-pretty text-muted">
          The API takes orders only within five minutes of a sign-in. After that, Logto asks for
          your password first, and you come back here.
        </p>
      ) : (
        <p role="status" className="mt-3 text-sm font-medium">
          {words}
        </p>
      )}
    </section>
  );
}
