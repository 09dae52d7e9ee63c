import 'server-only';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { AuthError } from '../errors';
import { outsideRequest } from './outside-request';
import { RedisFailure } from './redis-failure';

/** How long a command may take in all, with what it waits for a connection. */
const deadlineMilliseconds = 2_000;

/** A connection that owes an answer for so long is dead: what was sent goes out again on a new one. */
const stallMilliseconds = 1_000;

const retryMilliseconds = (attempt: number) => Math.min(attempt * 100, 500);

const options = {
  connectTimeout: stallMilliseconds,
  disconnectTimeout: 100,
  socketTimeout: stallMilliseconds,
  keepAlive: 10_000,
  maxLoadingRetryTime: 500,
} satisfies RedisOptions;

/**
 * A connection to Redis: to a server, or, where that server turns out to be one of a cluster, to the cluster. It
 * reconnects by itself, also away from a server that has become a replica.
 */
export class RedisConnection {
  #client: Promise<Redis | Cluster>;

  /** The one server, as long as it isn't known to be one of many. */
  #single: Redis | undefined;

  /** Why the connection failed last; nothing while there is one. */
  #trouble: unknown;

  readonly #onReady: () => void;

  /**
   * @param url with `redis://` or `rediss://`
   * @param onReady is called each time that there is a connection
   */
  constructor(url: string, onReady: () => void) {
    this.#onReady = onReady;
    this.#client = outsideRequest(() => this.#connect(url));
  }

  /**
   * Sends commands, all at once. Where the connection breaks, they are sent once more: it must do no harm.
   *
   * @throws {AuthError} `unavailable`, with a {@link RedisFailure}, after two seconds at most. The
   *   commands may have been run all the same.
   */
  async send<T>(commands: (client: Redis | Cluster) => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, deadlineMilliseconds, new Error('late'));
    });
    try {
      return await Promise.race([this.#attempt(commands), deadline]);
    } catch (error) {
      const cause = new RedisFailure(error, this.#trouble);
      throw new AuthError('unavailable', { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  async #attempt<T>(commands: (client: Redis | Cluster) => Promise<T>): Promise<T> {
    const client = await this.#client;
    try {
      return await commands(client);
    } catch (error) {
      if (startsWith(error, 'MOVED')) this.#turnToCluster();
      else if (!client.isCluster || client.status === 'ready') throw error;
      return commands(await this.#client);
    }
  }

  /** Loads ioredis, too: an app without Redis wakes up without it. */
  async #connect(url: string): Promise<Redis> {
    const { Redis } = await import('ioredis');
    const redis = new Redis(url, {
      ...options,
      // What was under way when the connection broke is sent once more.
      maxRetriesPerRequest: 1,
      retryStrategy: retryMilliseconds,
      // After a failover the old primary is a replica, and the same address leads to the new one.
      reconnectOnError: (error) => (error.message.includes('READONLY') ? 2 : false),
    });
    this.#watch(redis);
    this.#single = redis;
    return redis;
  }

  /** A server of a cluster has named another one: from now on, the whole cluster is asked. */
  #turnToCluster(): void {
    const single = this.#single;
    if (!single) return;
    this.#single = undefined;
    this.#client = outsideRequest(() => this.#connectToCluster(single.options));
    single.quit().catch(() => undefined);
  }

  async #connectToCluster({ host, port, username, password, tls }: RedisOptions): Promise<Cluster> {
    const { Cluster } = await import('ioredis');
    const cluster = new Cluster([{ host, port }], {
      redisOptions: { ...options, username, password, tls },
      clusterRetryStrategy: retryMilliseconds,
      // Commands wait here, where they have a deadline.
      enableOfflineQueue: false,
      // A certificate is for a name, not for its address.
      dnsLookup: (name, callback) => {
        callback(null, name);
      },
    });
    this.#watch(cluster);
    const untilReady = () =>
      new Promise<Cluster>((resolve) => {
        cluster.once('ready', () => {
          cluster.once('close', () => {
            this.#client = untilReady();
          });
          resolve(cluster);
        });
      });
    return untilReady();
  }

  #watch(client: Redis | Cluster): void {
    const note = (error: unknown) => (this.#trouble = error);
    client.on('error', note);
    client.on('node error', note);
    client.on('ready', () => {
      this.#trouble = undefined;
      this.#onReady();
    });
  }
}

const startsWith = (error: unknown, word: string) =>
  error instanceof Error && error.message.startsWith(word);
