import { createServer } from 'node:http';

/** Runs inside the servers under test (`node --expose-gc --import`), and reports what they use. */
createServer(async (request, response) => {
  response.end(JSON.stringify(request.url === '/memory' ? await memory() : cpuTime()));
}).listen(process.env.BENCH_PROBE_PORT, 'localhost');

/** Milliseconds since the start, of all threads. */
function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Returns the memory in use after collecting garbage: medians, in bytes. */
async function memory() {
  const samples = [];
  for (let round = 0; round < 9; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 200));
    samples.push(process.memoryUsage());
  }
  const median = (name) => samples.map((sample) => sample[name]).sort((a, b) => a - b)[4];
  return { rss: median('rss'), heapUsed: median('heapUsed') };
}
