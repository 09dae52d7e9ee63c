import 'server-only';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError } from '../errors';
import { outsideRequest } from './outside-request';
import { RedisFailure } from './redis-failure';

/** How long a command may take in all, with what it waits for a connection. */
const deadlineMilliseconds = 2_000;

/** Between two looks at a cluster that isn't connected. */
const pollMilliseconds = 20;

/** A connection that owes an answer for so long is dead: what was sent goes out again on a new one. */
const stallMilliseconds = 1_000;

const retryMilliseconds = (attempt: number) => Math.min(attempt * 100, 500);

const options = {
  connectTimeout: deadlineMilliseconds,
  disconnectTimeout: 100,
  socketTimeout: stallMilliseconds,
  keepAlive: 10_000,
  maxLoadingRetryTime: 500,
} satisfies RedisOptions;

/** What commands are given to. */
export type RedisClient = Redis | Cluster;

/**
 * A connection to Redis: to a server, or, where that server turns out to be one of a cluster, to the cluster. It
 * reconnects by itself, also away from a server that has become a replica.
 */
export class RedisConnection {
  #client: Promise<RedisClient>;

  /** The one server, as long as it isn't known to be one of many. */
  #single: Redis | undefined;

  /** What last happened to the connection, and when. */
  #trouble = { error: undefined as unknown, at: -Infinity };

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
  async send<T>(commands: (client: RedisClient) => Promise<T>): Promise<T> {
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, deadlineMilliseconds, new Error('late'));
    });
    try {
      return await Promise.race([this.#attempt(commands, start + deadlineMilliseconds), deadline]);
    } catch (error) {
      const trouble = this.#trouble.at < start ? undefined : this.#trouble.error;
      throw new AuthError('unavailable', { cause: new RedisFailure(error, trouble) });
    } finally {
      clearTimeout(timer);
    }
  }

  async #attempt<T>(commands: (client: RedisClient) => Promise<T>, deadline: number): Promise<T> {
    const client = await this.#connected(deadline);
    try {
      return await commands(client);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('MOVED')) this.#turnToCluster();
      const isGone = client.isCluster ? client.status !== 'ready' : client !== this.#single;
      if (!isGone) throw error;
      return commands(await this.#connected(deadline));
    }
  }

  /** A server has a queue of its own, a cluster hasn't. Were there one promise for all who wait, it would keep them all in memory. */
  async #connected(deadline: number): Promise<RedisClient> {
    for (;;) {
      const client = await this.#client;
      if (!client.isCluster || client.status === 'ready' || performance.now() > deadline)
        return client;
      await sleep(pollMilliseconds);
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
      reconnectOnError: (error) => {
        if (!error.message.includes('READONLY')) return false;
        this.#note(error);
        return 2;
      },
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
      // Its queue has no bounds.
      enableOfflineQueue: false,
      // A certificate is for a name, not for its address.
      dnsLookup: (name, callback) => {
        callback(null, name);
      },
    });
    this.#watch(cluster);
    return cluster;
  }

  #watch(client: RedisClient): void {
    for (const event of ['error', 'node error'])
      client.on(event, (error: unknown) => {
        this.#note(error);
      });
    client.on('ready', this.#onReady);
  }

  #note(error: unknown): void {
    this.#trouble = { error, at: performance.now() };
  }
}
