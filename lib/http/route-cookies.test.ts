import { NextRequest } from 'next/server';
import { expect, test } from 'vitest';
import { getCookies, isInRoute, withCookies } from './route-cookies';

const requestWith = (cookie: string) =>
  new NextRequest('https://app.test/api/x', { headers: { cookie } });

const attributes = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

test('a handler reads the cookies of its request, and then those it wrote', async () => {
  const handler = withCookies((_request, cookies) => {
    expect(cookies.get('a')?.value).toBe('1');
    cookies.set('a', '2', { ...attributes, maxAge: 60 });
    cookies.set('b', '', { ...attributes, maxAge: 0 });
    expect(cookies.get('a')?.value).toBe('2');
    expect(cookies.get('b')?.value).toBe('');
    expect(cookies.get('d')).toBeUndefined();
    const seen = cookies.getAll().map(({ name, value }) => `${name}=${value}`);
    expect(seen).toEqual(['c=3', 'a=2', 'b=']);
    return Promise.resolve(new Response());
  });
  await handler(requestWith('a=1; b=1; c=3'));
});

test('the answer sets what was written last, beside cookies of its own', async () => {
  const handler = withCookies((_request, cookies) => {
    cookies.set('a', '1', { ...attributes, maxAge: 60 });
    cookies.set('a', '2', { ...attributes, maxAge: 60 });
    cookies.set('b', '', { ...attributes, maxAge: 0 });
    return Promise.resolve(new Response(null, { headers: { 'set-cookie': 'own=1' } }));
  });
  const answer = await handler(requestWith(''));
  expect(answer.headers.getSetCookie()).toEqual([
    'own=1',
    'a=2; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax',
    'b=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
  ]);
});

test('what a handler calls has the same cookies, of this request alone', async () => {
  const handler = withCookies(async (_request, cookies) => {
    await Promise.resolve();
    expect(await getCookies()).toBe(cookies);
    return Response.json(cookies.get('a')?.value);
  });
  const answers = await Promise.all(['a=1', 'a=2'].map((cookie) => handler(requestWith(cookie))));
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(['1', '2']);
  expect(isInRoute()).toBe(false);
});
