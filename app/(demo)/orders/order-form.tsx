import { SubmitButton } from '@/app/_components/submit-button';
import { placeOrder } from './actions';
import { longestItem, orderFormSchema, outcomes } from './order-form-fields';

type Value = string | string[] | undefined;

/**
 * Places an order. It is a form of a server action, so it works without JavaScript too.
 *
 * @param query the page's query: values for the fields after a sign-in, and the result of the last order
 */
export function OrderForm({ query: { item, key, outcome } }: { query: Record<string, Value> }) {
  const { data: keyBefore } = orderFormSchema.shape.key.safeParse(key);
  const words = Object.entries(outcomes).find(([name]) => name === outcome)?.[1];
  return (
    <section aria-label="Place an order" className="mb-6 card p-5">
      <form action={placeOrder} className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="key" value={keyBefore ?? crypto.randomUUID()} />
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
