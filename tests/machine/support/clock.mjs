/**
 * Loaded into a server before the app (`--import`). The server's clock is ahead by the seconds that the file `CLOCK` has when a
 * request comes.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';

const [{ now }, sinceStart] = [Date, performance.now.bind(performance)];
let aheadSeconds = 0;
subscribe('http.server.request.start', () => {
  aheadSeconds = Number(readFileSync(process.env.CLOCK, 'utf8'));
});
Date.now = () => now() + aheadSeconds * 1000;
performance.now = () => sinceStart() + aheadSeconds * 1000;
