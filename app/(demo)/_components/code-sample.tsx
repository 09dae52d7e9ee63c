const code = `import { requireUser } from '@/lib/auth';

export default async function Page() {
  const user = await requireUser();
  return <h1>Hello {user.name}</h1>;
}`;

/** The code of a protected page, with the line that protects it. */
export function CodeSample() {
  return (
    <figure className="overflow-hidden card shadow-lg shadow-accent/5">
      <figcaption className="border-b border-line bg-sunken px-5 py-2.5 text-xs text-muted">
        A page for signed-in users takes one line
      </figcaption>
      <pre className="py-4 font-mono text-xs leading-7 wrap-anywhere whitespace-pre-wrap sm:text-sm">
        {code.split('\n').map((line, index) => (
          <span
            key={index}
            className={
              line.includes('await')
                ? 'block border-l-2 border-accent bg-accent-soft px-5'
                : 'block border-l-2 border-transparent px-5'
            }
          >
            {line || ' '}
          </span>
        ))}
      </pre>
    </figure>
  );
}
