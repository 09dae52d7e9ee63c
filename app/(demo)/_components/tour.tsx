import { Examples } from './examples';
import { Pitch } from './pitch';

/** What the front page has besides: for a visitor what this template is, for a user what to look at. */
export function Tour({ isSignedIn }: { isSignedIn: boolean }) {
  return isSignedIn ? <Examples /> : <Pitch />;
}
