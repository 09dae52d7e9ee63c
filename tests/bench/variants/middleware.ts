import { NextResponse } from 'next/server';

/** Takes the place of the app's middleware in one variant: runs where that runs, and does nothing. */
export function middleware() {
  return NextResponse.next();
}

export const config = {
  runtime: 'nodejs',
  matcher: '/((?!api/|_next/static/|_next/image/|icon\\.svg$|robots\\.txt$).*)',
};
