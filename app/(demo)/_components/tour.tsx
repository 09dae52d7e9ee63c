import { Examples } from './examples';
import { Pitch } from './pitch';

/** The demo's part of the front page: for a visitor a description of this template, for a user pages to look at. */
export function Tour({ isSignedIn }: { isSignedIn: boolean }) {
  return isSignedIn ? <Examples /> : <Pitch />;
}
