import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { PageBody } from '@/app/_components/page-body';

test('the title of a page is its heading', () => {
  const html = renderToStaticMarkup(<PageBody title="Reports" lead="For you alone." />);
  expect(html).toMatch(/<h1[^>]*>Reports<\/h1>/);
  expect(html).toContain('For you alone.');
});
