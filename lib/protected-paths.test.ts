import { describe, expect, test } from 'vitest';
import { pathGuard } from './protected-paths';

const files = ['/logo.png', '/vault/x.png', '/images/a b.png', '/icon.svg', '/icon/*'];

/** The paths of these that need a session. */
const protectedOf = (entries: string[], paths: string[]) => paths.filter(pathGuard(entries, files));

/** Expects that a list protects some paths, and others not. */
function expectList(entries: string[], isProtected: string[], isPublic: string[]) {
  expect(protectedOf(entries, [...isProtected, ...isPublic])).toEqual(isProtected);
}

const spellings = [
  '/profile',
  '/profile/',
  '/profile/x',
  '//profile',
  '/%70rofile',
  '/PROFILE',
  '/\\profile',
  '/profile%2Fx',
  '/%2Fprofile',
  // what Next's router fetches, and Next makes of it on some platforms
  '/profile.rsc',
  '/profile.RSC',
  '/profile.rsc/',
  '/profile%2ersc',
  '/profile.prefetch.rsc',
  '/profile.action',
  '/profile.segments/_tree.segment.rsc',
  '/profile.segments/profile/__PAGE__.segment.rsc',
  '/%70rofile%2Esegments%2F_tree.segment.rsc',
  '//profile.segments//_tree.segment.rsc',
  '/profile/x.segments/_tree.segment.rsc',
  '/profile.segments/profile/$d$id/__PAGE__.segment.rsc',
  '/profile.segments.rsc',
];

describe('an entry', () => {
  test.each(spellings)('protects %s', (path) => {
    expect(protectedOf(['/account', '/profile'], [path])).toEqual([path]);
  });

  test.each([
    '/',
    '/profiles',
    '/profiles.rsc',
    '/profile.rsch',
    '/sign-out',
    '/sign-out.segments/profile/__PAGE__.segment.rsc',
    '/auth-error',
    '/%',
    '/x/profile',
  ])('leaves %s public', (path) => {
    expect(protectedOf(['/account', '/profile'], [path])).toEqual([]);
  });

  test('may be written in other ways', () => {
    for (const entry of ['profile', '/profile/', '/Profile', '/%70rofile'])
      expectList([entry], ['/profile', '/profile/x'], ['/profiles']);
    expectList(['/café'], ['/caf%C3%A9', '/café/x'], ['/cafe']);
  });
});

test('a star is exactly one segment, as Next splits them and when the path is decoded first', () => {
  expectList(
    ['/posts/*/edit'],
    [
      '/posts/1/edit',
      '/posts/1/edit/x',
      '/posts/a%2Fb/edit',
      '/posts/x%2Fedit',
      '/posts%2F1%2Fedit',
      '/POSTS/1/Edit',
      '/posts//1//edit',
      '/posts/x.rsc/edit',
      '/posts/1/edit.rsc',
      '/posts/1/edit.segments/_tree.segment.rsc',
    ],
    ['/posts', '/posts/1', '/posts/edit', '/posts/1/2/edit', '/posts/1/edited'],
  );
  expectList(['/*/notes'], ['/de/notes', '/en/notes/7'], ['/notes', '/de', '/de/x/notes']);
  expectList(['/posts/*'], ['/posts/1', '/posts/1/2'], ['/posts']);
});

describe('an exception', () => {
  test('opens what lies below a protected path, and an entry closes a part of it again', () => {
    const list = ['/docs', '!/docs/guide', '/docs/guide/drafts'];
    expectList(
      list,
      ['/docs', '/docs/x', '/docs/guides', '/docs/guide/drafts', '/docs/guide/drafts/1'],
      ['/docs/guide', '/docs/guide/', '/docs/guide/x'],
    );
    expect(protectedOf(list.toReversed(), ['/docs/guide'])).toEqual([]);
  });

  test('holds only if the path matches it in every reading', () => {
    expectList(
      ['/', '!/posts', '/posts/*/edit'],
      [
        '/POSTS',
        '/posts.rsc',
        '/posts/a%2Fedit',
        '/posts%2F1%2Fedit',
        '/posts%2F1',
        '/posts/1/edit',
        '/%2e%2e%2fx',
      ],
      ['/posts', '/posts/1', '/%70osts'],
    );
    expectList(
      ['/vault', '!/vault/*/open'],
      ['/vault/a%2Fb/open', '/vault/a%2Fopen'],
      ['/vault/a/open'],
    );
  });

  test('has less weight than a longer entry, one with fewer stars, or the same one', () => {
    expectList(['/posts/new', '!/posts/*'], ['/posts/new'], ['/posts/1', '/posts']);
    expectList(['/posts/*', '!/posts/new'], ['/posts/1'], ['/posts/new', '/posts']);
    expectList(['/a/*', '!/*/b'], ['/a/b', '/a/c'], ['/x/b']);
    expectList(['/a', '!/a'], ['/a'], []);
    expectList(['/a/*/*', '!/a/b'], ['/a/b/c'], ['/a/b', '/a']);
  });
});

describe('the entry / or one of stars alone', () => {
  const open = [
    '/sign-out',
    '/sign-out/',
    '/auth-error',
    '/forbidden',
    '/logo.png',
    '/vault/x.png',
  ];
  const metadata = ['/icon.svg', '/icon/small', '/icon/1.png'];

  test('covers every page but those that people need to sign in, and files', () => {
    for (const entries of [['/'], ['/', '/*', '/*/*', '/*/*/*']])
      expectList(
        entries,
        [
          '/',
          '//',
          '/x',
          '/profile/1',
          '/vault/y.png',
          '/vault/icon',
          // Only the app's own metadata files are open: any other name may be a page, such as `app/[locale]/notes`.
          '/icon',
          '/icon1',
          '/icons',
          '/icon/a/b',
          '/apple-icon',
          '/opengraph-image/notes',
          '/sitemap/notes.xml',
          '/robots.txt',
          '/sign-out/x',
          '/Forbidden',
          '/logo.png/x',
          '/vault%2Fx.png',
          '/sign-out.rsc',
        ],
        [...open, ...metadata, '/images/a%20b.png'],
      );
  });

  test('leaves these to entries that name them', () => {
    expectList(
      ['/', '/forbidden', '/icon', '/vault', '/*/x.png'],
      ['/forbidden', '/icon/small', '/vault/x.png'],
      ['/sign-out', '/logo.png'],
    );
    expectList(['/', '!/pricing'], ['/', '/x', '/pricings'], ['/pricing', '/pricing/x']);
    expectList(['/', '!/'], ['/', '/x'], []);
  });
});

test('an empty list protects nothing', () => {
  expectList([], [], ['/', '/profile']);
});
