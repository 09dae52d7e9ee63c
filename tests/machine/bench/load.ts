import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { askProbe, type Server } from './servers';

/** A request to repeat, and the status that every answer must have. */
export interface Target {
  server: Server;
  path: string;
  status: number;
  cookie?: string;
}

/** The amount of measuring. */
export interface Effort {
  /** The number of slices of time for each target. An odd number has a median. */
  rounds: number;
  /** Answers of each target that don't count. */
  warmUp: number;
}

/** A target's result in one slice. */
export interface Slice {
  perSecond: number;
  /** The server's CPU time for one request, of all its threads. */
  milliseconds: number;
}

/** Number of requests in progress at any time. */
const connections = 10;

let busiest = 0;

/** The largest part of a slice, 0 to 1, for which this process had work: below 1, it kept up. */
export const busiestSlice = () => busiest;

/**
 * Measures targets against each other: one slice of about a second each, in turn, so that other
 * load on the machine affects all of them equally. Before that, each answers many requests, so that Node has compiled its code.
 *
 * @returns per target, its slices
 */
export async function measure(targets: Target[], { rounds, warmUp }: Effort): Promise<Slice[][]> {
  for (const target of targets) await repeat(target, ({ answers }) => answers < warmUp);
  const slices = targets.map((): Slice[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, target] of targets.entries()) slices[index]?.push(await slice(target));
  }
  return slices;
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

async function slice(target: Target): Promise<Slice> {
  const cpuTime = async () => z.number().parse(await askProbe(target.server, 'cpu'));
  const cpuBefore = await cpuTime();
  const before = performance.eventLoopUtilization();
  const { answers, seconds } = await repeat(target, (soFar) => soFar.seconds < 1);
  busiest = Math.max(busiest, performance.eventLoopUtilization(before).utilization);
  const milliseconds = ((await cpuTime()) - cpuBefore) / answers;
  return { perSecond: answers / seconds, milliseconds };
}

/** Sends requests to a target over all connections as long as `goesOn` returns true. */
async function repeat(
  target: Target,
  goesOn: (soFar: { answers: number; seconds: number }) => boolean,
) {
  const agent = new Agent({ keepAlive: true });
  const start = performance.now();
  let answers = 0;
  const soFar = () => ({ answers, seconds: (performance.now() - start) / 1000 });
  const connection = async () => {
    while (goesOn(soFar())) {
      await request(target, agent);
      answers++;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return soFar();
}

/** One request, as a navigating browser sends it; resolves when the answer has been read. */
export function request({ server, path, status, cookie }: Target, agent: Agent): Promise<void> {
  const headers = { accept: 'text/html', ...(cookie === undefined ? {} : { cookie }) };
  return new Promise((resolve, reject) => {
    get(server.url + path, { agent, headers }, (response) => {
      if (response.statusCode !== status)
        reject(new Error(`${path} answered ${response.statusCode ?? 'nothing'}`));
      response.on('end', resolve).on('error', reject).resume();
    }).on('error', reject);
  });
}
