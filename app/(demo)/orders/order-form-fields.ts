import { redirect } from 'next/navigation';
import * as z from 'zod';

/** The maximum length of an item's name. An address also contains it, to fill in the form again. */
export const longestItem = 50;

/** The fields of the form. `key` is the same for one form, however often it is sent. */
export const orderFormSchema = z.object({
  item: z.string().trim().min(1).max(longestItem),
  key: z.uuid(),
});

/** The messages for each result of sending the form. */
export const outcomes = {
  placed: 'Your order is placed.',
  invalid: 'Your order is empty or too long. Write in a few words what you would like to have.',
  forbidden: 'You may not place orders: the API asks for the permission write:orders.',
  failed:
    'The API did not answer. Send your order once more: it is placed once, also if it arrived.',
} as const;

/** One of {@link outcomes}. */
export type Outcome = keyof typeof outcomes;

/**
 * Redirects to the result of the form, so that a reload of the page doesn't send the form again.
 *
 * @param again an order that may have arrived: the form is filled in with it and keeps its key
 */
export function showOutcome(outcome: Outcome, again?: z.infer<typeof orderFormSchema>): never {
  redirect(`/orders?${new URLSearchParams({ outcome, ...again }).toString()}`);
}
