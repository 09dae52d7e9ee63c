import { jsonResponse } from '@/lib/http/responses';

const notFound = () => jsonResponse({ error: 'not_found' }, 404);

/** Answers in JSON where no route below `/api` exists: it is scripts that call there. */
export {
  notFound as DELETE,
  notFound as GET,
  notFound as PATCH,
  notFound as POST,
  notFound as PUT,
};
