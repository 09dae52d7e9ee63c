import { HomeLink } from './_components/home-link';
import { Page } from './_components/page';

export default function NotFound() {
  return (
    <Page
      title="There is no such page"
      lead="The address may be old, or have a typing error in it."
    >
      <HomeLink />
    </Page>
  );
}
