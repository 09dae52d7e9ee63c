import { errors, type ErrorOut, type KoaContextWithOIDC } from 'oidc-provider';
import { messagePage } from './pages';

/** Errors that Logto sends as JSON, also to browsers. */
const alwaysJson = ['invalid_redirect_uri', 'invalid_client'];

/**
 * Shows an error that can't be sent to the application: a page for browsers, otherwise JSON, as Logto does.
 */
export function renderError(
  ctx: KoaContextWithOIDC,
  out: ErrorOut,
  error: Error,
  appUrl: string,
): void {
  if (alwaysJson.includes(out.error) || ctx.accepts('json', 'html') !== 'html') {
    ctx.body = out;
    return;
  }
  const [title, message] =
    error instanceof errors.SessionNotFound
      ? [
          'This sign-in has expired',
          'It may be already finished. Start again from the application.',
        ]
      : ['Something went wrong', `Logto refused the request (${out.error}).`];
  ctx.type = 'html';
  ctx.body = messagePage(title, message, appUrl);
}
