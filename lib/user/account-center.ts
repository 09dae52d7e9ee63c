import 'server-only';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { getConfig } from '../config';
import { fetchFromLogto } from '../logto/client';
import { processWide } from '../process-wide';

const answerSchema = z.object({ enabled: z.boolean() });
const ttl = 5 * 60 * 1000;

const answers = processWide('account pages', () => {
  return new LRUCache({ max: 1, ttl, perf: Date, fetchMethod: askForAccountPages });
});

/** Returns whether Logto's account center is on: a self-hosted Logto begins with it off. Asks every five minutes. */
export async function hasAccountPages(): Promise<boolean> {
  return answers.forceFetch('').catch(() => false);
}

async function askForAccountPages(): Promise<boolean> {
  const url = `${getConfig().endpoint}/api/.well-known/account-center`;
  const response = await fetchFromLogto(url, { signal: AbortSignal.timeout(2_000) });
  return answerSchema.parse(await response.json()).enabled;
}
