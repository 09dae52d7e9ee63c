import { jsonResponse } from '@/lib/http/response';

const notFound = () => jsonResponse({ error: 'not_found' }, 404);

/** Answers 404 in JSON if there is no such route below `/api`. Only scripts call these paths. */
// public: says 404, in JSON
export {
  notFound as DELETE,
  notFound as GET,
  notFound as PATCH,
  notFound as POST,
  notFound as PUT,
};
