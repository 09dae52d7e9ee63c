import { jsonResponse } from '@/lib/http/responses';

const notFound = () => jsonResponse({ error: 'not_found' }, 404);

/** Below `/api` scripts are at home: what does not exist is said in JSON. */
export {
  notFound as DELETE,
  notFound as GET,
  notFound as PATCH,
  notFound as POST,
  notFound as PUT,
};
