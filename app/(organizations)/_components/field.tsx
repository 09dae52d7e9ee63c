import type { ComponentProps } from 'react';

const look = 'block min-h-10 w-full rounded-lg border border-line bg-surface px-3 font-normal';

/** A text field with its label. */
export function Field({ label, ...input }: { label: string } & ComponentProps<'input'>) {
  return (
    <label className="grow text-sm font-medium">
      {label}
      <input {...input} className={`mt-1.5 ${look}`} />
    </label>
  );
}

/** A link to be copied: by hand, or with the button beside it. */
export function LinkField({ label, value }: { label: string; value: string }) {
  return (
    <input aria-label={label} readOnly value={value} className={`${look} text-xs text-muted`} />
  );
}

/** A choice between options, with its label. */
export function Choice({
  label,
  options,
  ...select
}: { label: string; options: { id: string; name: string }[] } & ComponentProps<'select'>) {
  return (
    <label className="text-sm font-medium">
      {label}
      <select {...select} className={`mt-1.5 ${look}`}>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Values that a form sends, and nobody edits. */
export function Hidden({ values }: { values: Record<string, string> }) {
  return Object.entries(values).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));
}
