import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import type { Answer } from '../http';
import type { LocalLogto } from '../options';

/** A request to the Management API. */
export interface Call {
  logto: LocalLogto;
  url: URL;
  /** The body, as parsed JSON; `undefined` if it isn't JSON. */
  body: unknown;
}

/**
 * Functions by method and path, as `GET organizations/:id`. They get the ids of the path. As in Logto, they
 * don't wait for webhooks.
 */
export type Routes = Record<string, (call: Call, ...ids: string[]) => Answer>;

/** Returns an answer with JSON; without a body, with the words of the status, as Logto sends them. */
export function answer(status: number, body?: unknown, headers?: Record<string, string>): Answer {
  const words = status === 204 ? '' : (STATUS_CODES[status] ?? '');
  return body === undefined
    ? { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: words }
    : {
        status,
        headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
        body: JSON.stringify(body),
      };
}

/** A refusal with Logto's own code: sent as `{ code, message }`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(`The local Logto refused the request: ${code}.`);
  }
}

/** @throws {ApiError} 400 `guard.invalid_input` */
export function parse<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const { success, data } = schema.safeParse(body);
  if (!success) throw new ApiError(400, 'guard.invalid_input');
  return data;
}

/** @throws {ApiError} 404 `entity.not_exists_with_id` */
export function find<T extends object>(all: ReadonlyMap<string, T>, id: string): T {
  const found = all.get(id);
  if (!found) throw new ApiError(404, 'entity.not_exists_with_id');
  return found;
}

/**
 * Answers with the page of a list that `page` and `page_size` name. The header `total-number` has the length
 * of the list, `Link` the first, previous, next and last page.
 *
 * @throws {ApiError} 400 `guard.invalid_pagination`
 */
export function pageOf(list: unknown[], { url }: Call): Answer {
  const page = Number(url.searchParams.get('page') ?? 1);
  const size = Number(url.searchParams.get('page_size') ?? 20);
  if (![page, size].every((value) => Number.isInteger(value) && value > 0) || size > 100)
    throw new ApiError(400, 'guard.invalid_pagination');
  const last = Math.max(1, Math.ceil(list.length / size));
  const targets = Object.entries({ first: 1, prev: page - 1, next: page + 1, last });
  const links = targets
    .filter(([, target]) => target >= 1 && target <= last)
    .map(([rel, target]) => {
      const address = new URL(url);
      address.searchParams.set('page', String(target));
      address.searchParams.set('page_size', String(size));
      return `<${address.href}>; rel="${rel}"`;
    });
  const headers = { 'Total-Number': String(list.length), Link: links.join(', ') };
  return answer(200, list.slice((page - 1) * size, page * size), headers);
}

/** Returns a role in organizations, as the answers show it. Its id never changes, because it comes from the name. */
export const organizationRole = (name: string) => ({
  id: createHash('sha256').update(name).digest('hex').slice(0, 21),
  name,
});
