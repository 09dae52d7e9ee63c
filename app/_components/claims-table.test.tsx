import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ClaimsTable } from './claims-table';

test('a claim that only one of two sources has is marked', () => {
  const html = renderToStaticMarkup(
    <ClaimsTable
      title="Userinfo"
      note="Asked from Logto."
      claims={{ sub: 'a1', custom_data: { plan: 'pro' } }}
      comparedWith={{ sub: 'a1' }}
    />,
  );
  expect(html).toMatch(/<dt>custom_data <span[^>]*>only here<\/span>/);
  expect(html).toMatch(/<dt>sub</);
  expect(html).not.toMatch(/<dt>sub <span/);
});
