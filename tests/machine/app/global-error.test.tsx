import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import GlobalError from '@/app/global-error';

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ['other=1; theme=dark', 'data-theme="dark"'],
  ['theme=light', 'data-theme="light"'],
  ['theme=other', '<html lang="en"><'],
  ['', '<html lang="en"><'],
])('the last error page has the theme of the cookie: %j', (cookie, expected) => {
  vi.stubGlobal('document', { cookie });
  expect(renderToStaticMarkup(<GlobalError retry={() => {}} />)).toContain(expected);
});
