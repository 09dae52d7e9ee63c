import { existsSync } from 'node:fs';

/** `npm run adopt`: makes the template your own project. The command's own folder is removed with the last part of the template. */
const command: string = './adopt/adopt'; // as a string, because TypeScript would look for the file
if (existsSync('dev/adopt')) await import(command);
else
  console.log(
    'Nothing to change. The name is in app/site.ts and package.json, the colors are in app/globals.css.',
  );
