import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Facts } from '@/app/_components/facts';

test('each fact has a name and a value', () => {
  const html = renderToStaticMarkup(<Facts facts={{ Plan: 'Pro', Seats: 5 }} />);
  expect(html).toMatch(/<dt[^>]*>Plan<\/dt><dd[^>]*>Pro<\/dd>/);
  expect(html).toMatch(/<dt[^>]*>Seats<\/dt><dd[^>]*>5<\/dd>/);
});
