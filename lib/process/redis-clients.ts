import 'server-only';
import type { Cluster, Redis, RedisOptions } from 'ioredis';

/** A connection to a server, or to a cluster. */
export type RedisClient = Redis | Cluster;

/** A connection that owes an answer for so long is dead: what was sent goes out again on a new one. */
const stallMilliseconds = 1_000;

const retryMilliseconds = (attempt: number) => Math.min(attempt * 100, 500);

const options = {
  connectTimeout: 2_000,
  disconnectTimeout: 100,
  socketTimeout: stallMilliseconds,
  keepAlive: 10_000,
  maxLoadingRetryTime: 500,
  disableClientInfo: true,
} satisfies RedisOptions;

/** ioredis is loaded here: an app without Redis wakes up without it. */
const load = () => import('ioredis');

/**
 * A client of one server. What was under way when its connection broke is sent once more.
 *
 * @param url with `redis://` or `rediss://`
 */
export async function openServer(url: string): Promise<Redis> {
  const { Redis } = await load();
  return new Redis(url, { ...options, maxRetriesPerRequest: 1, retryStrategy: retryMilliseconds });
}

/** A client of the whole cluster that a server belongs to. */
export async function openCluster(server: Redis): Promise<Cluster> {
  const { Cluster } = await load();
  const { host, port, username, password, tls } = server.options;
  return new Cluster([{ host, port }], {
    redisOptions: { ...options, username, password, tls },
    clusterRetryStrategy: retryMilliseconds,
    // ioredis doesn't limit how many commands a cluster's queue holds.
    enableOfflineQueue: false,
    // A certificate is for a name, not for its address.
    dnsLookup: (name, callback) => {
      callback(null, name);
    },
  });
}
