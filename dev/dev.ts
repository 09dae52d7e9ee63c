import { runNext } from './run';

/** `npm run dev`: the app in development, with a local Logto unless the environment names another one. */
runNext('dev');
