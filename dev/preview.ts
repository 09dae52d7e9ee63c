import { runNext } from './run';

/**
 * `npm run preview`: the production build, with a local Logto unless the environment names another one.
 * It shows differences that development hides, such as the content security policy and the error pages.
 */
runNext('start');
