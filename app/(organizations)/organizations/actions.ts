'use server';

import { requireUser } from '@/lib/auth';
import { isFirstUse } from '@/lib/user/changes';
import { nameSchema, textOf } from '../fields';
import { createOrganization } from '../organizations-api';
import { outcomeOf, showOutcome } from '../outcomes';

/** Creates an organization. Every user may: require a role here if only some may. */
export async function create(form: FormData): Promise<void> {
  const { sub } = await requireUser();
  const path = '/organizations';
  const input = { name: textOf(form, 'name').slice(0, 128) };
  const { data: name } = nameSchema.safeParse(textOf(form, 'name'));
  if (name === undefined) showOutcome(path, 'invalid', input);
  const isFirst = await isFirstUse(`${sub} ${textOf(form, 'key').slice(0, 36)}`).catch(outcomeOf);
  if (typeof isFirst === 'string') showOutcome(path, isFirst, input);
  if (!isFirst) showOutcome(path, 'repeated');
  const created = await createOrganization(name, sub).then((id) => ({ id }), outcomeOf);
  if (typeof created === 'string') showOutcome(path, created, input);
  showOutcome(`${path}/${created.id}`, 'created');
}
