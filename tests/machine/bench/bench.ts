import { buildVariants } from './builds';
import { callbackTime } from './callback';
import { busiestSlice } from './load';
import { memoryAfter } from './memory';
import { providerRequests } from './provider-requests';
import { pageRates, routeRates } from './rates';
import { hasRedis, startRedis } from '../support/redis';
import { claimsIn, signIn, startLogto, startServer } from './servers';
import { toTable, writeTable } from './table';
import { wakeTimes } from './wake';
import { weights } from './weights';

/**
 * Measures the cost of auth in this app. `README.md` beside this file says how it is measured.
 * `-- --quick` has a first look in less time; `-- --write` puts the table there.
 */
const quick = process.argv.includes('--quick');
const write = process.argv.includes('--write');
if (quick && write) throw new Error('A quick look is nothing to write down.');

const [starts, effort, signIns, sessions] = quick
  ? ([2, { rounds: 3, warmUp: 500 }, 15, 1_000] as const)
  : ([5, { rounds: 5, warmUp: 2_000 }, 61, 10_000] as const);
const say = (what: string) => {
  console.log(`${new Date().toISOString().slice(11, 19)} ${what} …`);
};

say('Building four variants');
const folders = await buildVariants();
const { logto, variables, port } = await startLogto();
const app = await startServer(folders.app, variables, port);
const signedIn = await signIn(app);
const { cookieHeader: cookie } = signedIn;
variables['BENCH_CLAIMS'] = await claimsIn(app, signedIn);
const plain = await startServer(folders.plain, variables);

say('Bytes');
const bytes = await weights(app, plain, signedIn);
say('Requests to Logto');
const startCold = () => startServer(folders.app, variables);
const requests = await providerRequests(app, startCold, logto, signedIn);
say('Callbacks');
const callback = await callbackTime(app, plain, logto, signIns);
say('Routes');
const routes = await routeRates(app, cookie, effort);
for (const server of [app, plain]) await server.stop();
say('Pages');
const redis = hasRedis() ? await startRedis() : undefined;
const pages = await pageRates(folders, variables, redis?.url, cookie, starts, effort);
await redis?.stop();
say('Memory');
const memory = await memoryAfter(sessions, folders.app, variables, signedIn);
say('Waking up');
const wakes = await wakeTimes(folders.app, folders.empty, variables, signedIn, quick ? 1 : 9);
await logto.close();

const table = toTable([...pages, ...routes, callback, ...requests, ...bytes, ...memory, ...wakes]);
const busy = Math.round(busiestSlice() * 100);
const note = `The load generator was busy for at most ${busy} % of a second.`;
console.log(`\n${table}\n\n${note}`);
if (write) await writeTable(table, note);
