import { createServer } from 'node:http';

/**
 * Runs inside the server under test (`node --expose-gc --import`). Whoever asks it gets what is left
 * after collecting garbage: medians, in bytes.
 */
const rounds = 9;

createServer(async (_request, response) => {
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 200));
    samples.push(process.memoryUsage());
  }
  const median = (name) => samples.map((sample) => sample[name]).sort((a, b) => a - b)[rounds >> 1];
  response.end(JSON.stringify({ rss: median('rss'), heapUsed: median('heapUsed') }));
}).listen(process.env.BENCH_MEMORY_PORT, 'localhost');
