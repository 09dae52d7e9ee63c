import { cookies } from 'next/headers';

/** A route that reads one cookie: for that, Next loads what it renders pages with. */
export async function GET() {
  return Response.json({ has: (await cookies()).has('session') });
}
