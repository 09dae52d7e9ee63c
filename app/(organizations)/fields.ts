import * as z from 'zod/mini';

/** Something to read, without line breaks, and without characters that turn the direction of the text around it. */
const namePattern = /^(?=.*[\p{L}\p{N}\p{P}\p{S}])[^\p{Cc}\p{Bidi_Control}]+$/u;

/** The name of an organization, as long as Logto stores it. */
export const nameSchema = z.string().check(z.trim(), z.regex(namePattern), z.maxLength(128));

/** An e-mail address in lower case, because Logto ignores the case. */
export const emailSchema = z.pipe(
  z.string().check(z.trim(), z.toLowerCase(), z.maxLength(254)),
  z.email(),
);

/** Returns a text field of a form; a file or a missing field is empty. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** Returns all values of a field. */
export const textsOf = (form: FormData, name: string): string[] =>
  form.getAll(name).filter((value) => typeof value === 'string');
