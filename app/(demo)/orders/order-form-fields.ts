import { redirect } from 'next/navigation';
import * as z from 'zod';

/** How long an item's name may be: in an address, too, where the form is filled in anew. */
export const longestItem = 50;

/** The fields of the form. `key` is the same for one form, however often it is sent. */
export const orderFormSchema = z.object({
  item: z.string().trim().min(1).max(longestItem),
  key: z.uuid(),
});

/** What can come of sending the form, in words. */
export const outcomes = {
  placed: 'Your order is placed.',
  invalid: 'That was no order: say in a few words what you would like to have.',
  forbidden: 'You may not place orders: the API asks for the permission write:orders.',
  failed:
    'The API did not answer. Send your order once more: it is placed once, also if it arrived.',
} as const;

/** One of {@link outcomes}. */
export type Outcome = keyof typeof outcomes;

/**
 * Shows what came of the form, by GET, so that loading the page again sends nothing again.
 *
 * @param again an order that may or may not have arrived: the form is filled in with it and keeps its key
 */
export function showOutcome(outcome: Outcome, again?: z.infer<typeof orderFormSchema>): never {
  redirect(`/orders?${new URLSearchParams({ outcome, ...again }).toString()}`);
}
