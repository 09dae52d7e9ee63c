import 'server-only';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError } from '../errors';
import { outsideRequest } from './outside-request';
import { openCluster, openServer, type RedisClient } from './redis-clients';
import { RedisFailure } from './redis-failure';

/** How long a command may take in all, with what it waits for a connection. */
const deadlineMilliseconds = 2_000;

/** How long to wait between two looks at whether a cluster is connected. */
const pollMilliseconds = 20;

/**
 * A connection to Redis: to a server, or, where that server turns out to be one of a cluster, to the cluster. It
 * reconnects by itself, also away from a server that has become a replica.
 */
export class RedisConnection {
  #client: Promise<RedisClient>;

  /** The one server, as long as it isn't known to be one of many. */
  #server: Redis | undefined;

  #isReconnecting = false;

  /** What last happened to the connection, and when. */
  #trouble = { error: undefined as unknown, at: -Infinity };

  readonly #onReady: (() => void)[] = [];

  /** @param url with `redis://` or `rediss://` */
  constructor(url: string) {
    this.#client = outsideRequest(() => this.#start(url));
  }

  /**
   * Sends commands, all at once. They must be safe to repeat: where the connection breaks, they are sent once more.
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

  /** Calls the listener each time that there is a new connection. */
  onReady(listener: () => void): void {
    this.#onReady.push(listener);
  }

  /** Ends the connection for good. */
  async close(): Promise<void> {
    (await this.#client).disconnect();
  }

  async #attempt<T>(commands: (client: RedisClient) => Promise<T>, deadline: number): Promise<T> {
    for (;;) {
      const client = await this.#connected(deadline);
      try {
        return await commands(client);
      } catch (error) {
        if (!this.#isElsewhereNow(client, error) || performance.now() > deadline) throw error;
      }
    }
  }

  /** Whether the same commands would now get to another server than to the one that failed. */
  #isElsewhereNow(client: RedisClient, error: unknown): boolean {
    if (client.isCluster) return client.status !== 'ready';
    const { code } = new RedisFailure(error);
    if (code === 'MOVED') this.#turnToCluster();
    if (code === 'READONLY') this.#reconnectFromReplica(error);
    return code === 'READONLY' || client !== this.#server;
  }

  /** After a failover the old primary is a replica, and the same address leads to the new one. */
  #reconnectFromReplica(error: unknown): void {
    this.#note(error);
    if (this.#isReconnecting) return;
    this.#isReconnecting = true;
    this.#server?.once('close', () => {
      this.#isReconnecting = false;
    });
    this.#server?.disconnect(true);
  }

  /**
   * A client that can take commands. A server's client queues them itself; a cluster's is polled, because one promise
   * that all callers waited for would keep all of them in memory.
   */
  async #connected(deadline: number): Promise<RedisClient> {
    for (;;) {
      const client = await this.#client;
      if (!client.isCluster || client.status === 'ready' || performance.now() > deadline)
        return client;
      await sleep(pollMilliseconds);
    }
  }

  async #start(url: string): Promise<Redis> {
    const server = await openServer(url);
    this.#watch(server);
    this.#server = server;
    return server;
  }

  /** A server of a cluster has named another one: from now on, the whole cluster is asked. */
  #turnToCluster(): void {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    this.#client = outsideRequest(() => openCluster(server));
    void this.#client.then((cluster) => {
      this.#watch(cluster);
    });
    server.quit().catch(() => undefined);
  }

  #watch(client: RedisClient): void {
    for (const event of ['error', 'node error'])
      client.on(event, (error: unknown) => {
        this.#note(error);
      });
    client.on('ready', () => {
      for (const listener of this.#onReady) listener();
    });
  }

  #note(error: unknown): void {
    this.#trouble = { error, at: performance.now() };
  }
}
