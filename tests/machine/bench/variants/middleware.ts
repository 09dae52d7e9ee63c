import { NextResponse } from 'next/server';

/** Replaces the app's middleware in one variant: runs for the same paths, and does nothing. */
export function middleware() {
  return NextResponse.next();
}

export const config = {
  runtime: 'nodejs',
  matcher: '/((?!api/|_next/static/|_next/image/|icon\\.svg$|robots\\.txt$).*)',
};
