import type { Metadata } from 'next';
import { Message } from './_components/message';

const title = 'There is no such page';

export const metadata: Metadata = { title };

/** Next sends this along with every page, because a page may call `notFound()`. So it has no header and reads no user. */
export default function NotFound() {
  const text = 'The address may be old, or have a typing error in it.';
  return <Message icon="compass" title={title} text={text} />;
}
