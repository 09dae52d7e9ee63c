import { authErrorCodes, type AuthErrorCode } from '@/lib/errors';

interface Words {
  title: string;
  text: string;
  /** What helps: to load the page again, to repeat what failed, to sign in anew, or nothing, because nothing is wrong. */
  remedy: 'reload' | 'repeat' | 'sign-in' | 'none';
}

/** Each way a sign-in can fail, in words for the person in front of the browser. */
const words: Record<AuthErrorCode, Words> = {
  invalid_request: {
    title: 'This link does not work',
    text: 'The link that brought you here asks for something that does not exist. You can go on without it.',
    remedy: 'sign-in',
  },
  sign_in_expired: {
    title: 'This sign-in is no longer valid',
    text: 'It took longer than ten minutes, was finished before, or was begun in another browser or under another address of this app. Nothing is lost: start again.',
    remedy: 'sign-in',
  },
  access_denied: {
    title: 'Access was denied',
    text: 'Logto said no: the sign-in was stopped, or you are not a member of the organization you asked for.',
    remedy: 'sign-in',
  },
  login_required: {
    title: 'Please sign in yourself',
    text: 'We tried to sign you in without asking you anything, but Logto needs to hear from you.',
    remedy: 'sign-in',
  },
  request_refused: {
    title: 'Logto turned the request down',
    text: 'Logto did not accept what this app asked for. If it happens again, tell the people who run this app.',
    remedy: 'sign-in',
  },
  invalid_target: {
    title: 'An API is not known to Logto',
    text: 'This app asks for access to an API that Logto does not know. The people who run it should compare LOGTO_RESOURCES with the API resources in Logto.',
    remedy: 'sign-in',
  },
  code_refused: {
    title: 'The sign-in could not be finished',
    text: 'Logto no longer accepts the code it gave us: codes are good for one minute and for one use. Start again.',
    remedy: 'sign-in',
  },
  client_refused: {
    title: 'Logto does not recognise this app',
    text: 'Its id or its secret is wrong. The people who run this app should compare LOGTO_APP_ID and LOGTO_APP_SECRET with Logto’s Console.',
    remedy: 'sign-in',
  },
  session_refused: {
    title: 'Your session has ended at Logto',
    text: 'Logto no longer accepts it, for example because it was revoked or the account was suspended. Please sign in again.',
    remedy: 'sign-in',
  },
  invalid_response: {
    title: 'We could not trust Logto’s answer',
    text: 'It was malformed, or failed one of the checks that keep your account safe. Nothing was changed.',
    remedy: 'repeat',
  },
  provider_unreachable: {
    title: 'Logto cannot be reached',
    text: 'It did not answer, or not in time. This is usually over in a moment, and you have lost nothing.',
    remedy: 'repeat',
  },
  signed_out_here_only: {
    title: 'You are signed out of this app',
    text: 'But Logto could not be reached, so you may still be signed in there. On a shared computer, close the browser.',
    remedy: 'none',
  },
  session_replaced: {
    title: 'You have signed in or out meanwhile',
    text: 'This request was still under way for the session you had before. Nothing is lost: load the page again.',
    remedy: 'reload',
  },
  session_ended: {
    title: 'Your session is over',
    text: 'Logto does not renew it any more. Please sign in again.',
    remedy: 'sign-in',
  },
  session_too_large: {
    title: 'There is too much in your session',
    text: 'What Logto says about you does not fit into the cookies of a browser, for example because you are a member of very many organizations. What this page needs had to be left out. The people who run this app should ask Logto for fewer scopes, or leave claims out of the ID token that userinfo brings anyway.',
    remedy: 'repeat',
  },
  offline_access_missing: {
    title: 'This session cannot be renewed',
    text: 'It has no refresh token, so it gets no further access tokens. Please sign in again.',
    remedy: 'sign-in',
  },
  forbidden: {
    title: 'This page is not for you',
    text: 'You are signed in, but something that the page asks for is missing.',
    remedy: 'none',
  },
  step_up_required: {
    title: 'Please confirm that it is you',
    text: 'This asks for a sign-in that is more recent, or has one more step, than yours.',
    remedy: 'reload',
  },
  step_up_unmet: {
    title: 'Your sign-in could not be confirmed',
    text: 'What you asked for needs a sign-in that is more recent, or has one more step, and Logto did not confirm one. Perhaps your account has no second step yet; you can set one up on your account’s security page.',
    remedy: 'reload',
  },
  acr_unsupported: {
    title: 'A stronger sign-in is not available',
    text: 'What you asked for needs a sign-in of a kind that this app’s Logto does not know. The people who run it should see whether their version of Logto has step-up authentication.',
    remedy: 'none',
  },
  cross_origin: {
    title: 'This came from somewhere else',
    text: 'Another site, or another address of this app, sent a form here. Nothing was changed. Open the page here and try again.',
    remedy: 'reload',
  },
  unavailable: {
    title: 'Temporarily unavailable',
    text: 'A part of this app is being restarted. You are still signed in; try again in a moment.',
    remedy: 'reload',
  },
  not_authenticated: {
    title: 'You are not signed in',
    text: 'Sign in to see this page.',
    remedy: 'sign-in',
  },
  unexpected: {
    title: 'Something went wrong',
    text: 'That is our fault, not yours. Please try again.',
    remedy: 'repeat',
  },
};

/** The words for a code from an address. One that we never gave out is treated as `unexpected`. */
export function wordsFor(code: unknown): Words {
  return words[authErrorCodes.find((known) => known === code) ?? 'unexpected'];
}
