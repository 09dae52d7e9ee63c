import { authErrorCodes, type AuthErrorCode } from '@/lib/errors';

interface Words {
  title: string;
  text: string;
  /** The button's action, if it isn't to sign in; `none`: no button. */
  remedy?: 'reload' | 'repeat' | 'none';
}

/** The messages of the error page. */
const words: Record<AuthErrorCode, Words> = {
  invalid_request: {
    title: 'This link does not work',
    text: 'The link you followed is not valid. You can sign in without it.',
  },
  sign_in_expired: {
    title: 'This sign-in is no longer valid',
    text: 'Sign-ins must be finished within an hour, once, and in the browser where they began. Please start again.',
  },
  access_denied: {
    title: 'Access was denied',
    text: 'The sign-in was cancelled, or you are not a member of that organization.',
  },
  login_required: {
    title: 'Please sign in',
    text: 'We could not sign you in automatically.',
  },
  request_refused: {
    title: 'The sign-in service refused the request',
    text: 'If this happens again, please contact the people who run this app.',
  },
  invalid_target: {
    title: 'A part of this app is not set up',
    text: 'Only the people who run this app can fix this. Please contact them.',
  },
  code_refused: {
    title: 'The sign-in could not be finished',
    text: 'It took too long, or was finished before. Please start again.',
  },
  client_refused: {
    title: 'The sign-in service does not know this app',
    text: 'Only the people who run this app can fix this. Please contact them.',
  },
  sign_in_hook_failed: {
    title: 'You could not be signed in',
    text: 'Your account could not be prepared. This is our fault. Please try again.',
  },
  session_refused: {
    title: 'You have been signed out',
    text: 'You may have signed out elsewhere, or your account may be suspended. Please sign in again.',
  },
  invalid_response: {
    title: 'The sign-in service’s answer was not valid',
    text: 'It failed a security check. Nothing was changed. Please try again.',
    remedy: 'repeat',
  },
  provider_unreachable: {
    title: 'The sign-in service cannot be reached',
    text: 'It did not answer in time. Please try again in a moment.',
    remedy: 'repeat',
  },
  signed_out_here_only: {
    title: 'You are signed out of this app',
    text: 'The sign-in service could not be reached, so you may still be signed in there. On a shared computer, also close the browser.',
    remedy: 'none',
  },
  session_replaced: {
    title: 'Your session has changed',
    text: 'You signed in or out in another tab. Please load the page again.',
    remedy: 'reload',
  },
  session_ended: {
    title: 'Your session has ended',
    text: 'Please sign in again.',
  },
  session_too_large: {
    title: 'Your account has too much data',
    text: 'This app cannot keep it all while you are signed in. Only the people who run this app can fix this. Please contact them.',
    remedy: 'none',
  },
  offline_access_missing: {
    title: 'This session cannot be renewed',
    text: 'Please sign in again.',
  },
  not_found: {
    title: 'This does not exist',
    text: 'It may have been removed.',
    remedy: 'none',
  },
  already_exists: {
    title: 'This exists already',
    text: 'Nothing was changed.',
    remedy: 'none',
  },
  not_set_up: {
    title: 'A part of this app is not set up',
    text: 'Only the people who run this app can fix this. Please contact them.',
    remedy: 'none',
  },
  forbidden: {
    title: 'You don’t have access to this page',
    text: 'It is for accounts with other permissions.',
    remedy: 'none',
  },
  step_up_required: {
    title: 'Please confirm that it’s you',
    text: 'This page needs a more recent or stronger sign-in.',
    remedy: 'reload',
  },
  step_up_unmet: {
    title: 'Your sign-in could not be confirmed',
    text: 'This page needs a more recent or stronger sign-in. You may have to set up a second step on your account’s security page.',
    remedy: 'reload',
  },
  acr_unsupported: {
    title: 'A stronger sign-in is not available',
    text: 'The sign-in service does not offer it. The people who run this app can check whether they can turn it on.',
    remedy: 'none',
  },
  cross_origin: {
    title: 'This request was blocked',
    text: 'It came from another site or address. Nothing was changed. Please try again here.',
    remedy: 'reload',
  },
  unavailable: {
    title: 'Temporarily unavailable',
    text: 'Please try again in a moment.',
    remedy: 'reload',
  },
  not_authenticated: {
    title: 'You are not signed in',
    text: 'Sign in to see this page.',
  },
  unexpected: {
    title: 'Something went wrong',
    text: 'This is our fault. Please try again.',
    remedy: 'repeat',
  },
};

/** Returns the message for a code from the address; an unknown code becomes `unexpected`. */
export function wordsFor(code: unknown): Words {
  return words[authErrorCodes.find((known) => known === code) ?? 'unexpected'];
}
