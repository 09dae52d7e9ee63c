import { runCommand } from './run';

/** `npm run dev`: the app in development, with a local Logto unless the environment names another one. */
runCommand('dev');
