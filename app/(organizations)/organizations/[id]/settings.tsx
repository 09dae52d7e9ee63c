import { SubmitButton } from '@/app/_components/submit-button';
import { Field, Hidden } from '../../_components/field';
import { Section } from '../../_components/section';
import { deleteThis, leave, rename } from './actions';

interface Props {
  organizationId: string;
  name: string;
  mayDelete: boolean;
}

/** The forms to leave, rename and delete the organization. */
export function Settings({ organizationId, name, mayDelete }: Props) {
  const target = <Hidden values={{ organization: organizationId }} />;
  return (
    <Section id="settings" title="Settings">
      {mayDelete && (
        <form action={rename} className="mb-6 flex flex-wrap items-end gap-3">
          {target}
          <Field label="Name" name="name" required maxLength={128} defaultValue={name} />
          <SubmitButton icon="check">Rename</SubmitButton>
        </form>
      )}
      <form action={leave}>
        {target}
        <SubmitButton icon="exit">Leave the organization</SubmitButton>
      </form>
      {mayDelete && (
        <form action={deleteThis} className="mt-6 flex flex-wrap items-center gap-3">
          {target}
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" name="sure" required />
            Delete it for all members. This can’t be undone.
          </label>
          <SubmitButton icon="alert">Delete the organization</SubmitButton>
        </form>
      )}
    </Section>
  );
}
