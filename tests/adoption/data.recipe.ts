import { expect } from '../support/fixtures';
import { testOfRecipes } from './recipe-app';

const test = testOfRecipes('docs/recipes-data.md', { nodeMajor: 22 });

test('starts', async ({ page, signedInAs }) => {
  await signedInAs({ username: 'x' });
  await page.goto('/profile');
  await expect(page.getByRole('heading', { name: 'ID token' })).toBeVisible();
});
