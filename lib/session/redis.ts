import 'server-only';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError } from '../errors';
import { outsideRequest } from '../process-wide';

/** A client of one server, or of a cluster. */
export type RedisClient = Redis | Cluster;

/** The time a command may take in all, including the wait for a connection. */
const deadlineMilliseconds = 2_000;

/** The pause before commands that failed during a reconnection are sent again. */
const repeatMilliseconds = 20;

const retryMilliseconds = (attempt: number) => Math.min(attempt * 100, 500);

const options = {
  connectTimeout: 2_000,
  disconnectTimeout: 100,
  // A connection without a response for this long is treated as broken: ioredis repeats the commands on a new one.
  socketTimeout: 1_000,
  keepAlive: 10_000,
  maxLoadingRetryTime: 500,
  disableClientInfo: true,
} satisfies RedisOptions;

/** A connection to a Redis server or cluster. It reconnects by itself, also away from a server that has become a replica. */
export class RedisConnection {
  readonly #client: Promise<RedisClient>;

  /** The connection's last error: ioredis does not pass it on to the commands that fail because of it. */
  #connectionError = { error: undefined as unknown, at: -Infinity };

  #isLeavingReplica = false;

  /** @param urls one server, or several nodes of a cluster; the first one's user and password are used for all */
  constructor(urls: readonly string[]) {
    this.#client = outsideRequest(() => this.#open(urls));
  }

  /**
   * Sends commands. They must be safe to repeat: when the connection breaks, they are sent again.
   * @throws {AuthError} `unavailable`, with a {@link RedisFailure}, after two seconds at most; they may have run anyway
   */
  async send<T>(commands: (client: RedisClient) => Promise<T>): Promise<T> {
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, deadlineMilliseconds, new Error('too late'));
    });
    try {
      return await Promise.race([this.#attempt(commands, start + deadlineMilliseconds), deadline]);
    } catch (error) {
      const { error: connectionError, at } = this.#connectionError;
      const cause = new RedisFailure(error, at < start ? undefined : connectionError);
      throw new AuthError('unavailable', { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    (await this.#client).disconnect();
  }

  async #attempt<T>(commands: (client: RedisClient) => Promise<T>, deadline: number): Promise<T> {
    const client = await this.#client;
    for (;;) {
      try {
        return await commands(client);
      } catch (error) {
        if (!isReconnecting(client, error)) throw error;
        await sleep(repeatMilliseconds);
        if (performance.now() > deadline) throw error;
      }
    }
  }

  async #open(urls: readonly string[]): Promise<RedisClient> {
    // Imported here so that an app without Redis starts without it.
    const { Cluster, Redis } = await import('ioredis');
    const [url = ''] = urls;
    const client =
      urls.length > 1
        ? new Cluster([...urls], clusterOptions(url))
        : new Redis(url, {
            ...options,
            retryStrategy: retryMilliseconds,
            maxRetriesPerRequest: 1,
            reconnectOnError: (error) => this.#leaveReplica(error),
          });
    for (const event of ['error', 'node error']) client.on(event, this.#note.bind(this));
    client.on('close', () => (this.#isLeavingReplica = false));
    return client;
  }

  /** Reconnects after a failover. `#attempt` repeats the command, because ioredis would repeat without a time limit. */
  #leaveReplica(error: Error): boolean {
    if (!isReadOnly(error) || this.#isLeavingReplica) return false;
    this.#note(error);
    return (this.#isLeavingReplica = true);
  }

  #note(error: unknown): void {
    this.#connectionError = { error, at: performance.now() };
  }
}

function clusterOptions(url: string) {
  const { protocol, username, password } = new URL(url);
  return {
    redisOptions: {
      ...options,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
    clusterRetryStrategy: retryMilliseconds,
    // ioredis does not limit the queue of a cluster; #attempt waits instead.
    enableOfflineQueue: false,
    // Connects by name, not by address, because TLS certificates are issued for names.
    dnsLookup: (name: string, done: (error: null, address: string) => void) => {
      done(null, name);
    },
  };
}

const isReadOnly = (error: unknown) => new RedisFailure(error).code === 'READONLY';

/** Returns whether the same commands would be sent on another connection than the one that failed. */
const isReconnecting = (client: RedisClient, error: unknown) =>
  client.isCluster ? client.status !== 'ready' : isReadOnly(error);

/** The reason why Redis could not be used. Contains only a code, so it is safe to log. */
export class RedisFailure extends Error {
  /** A code of Redis (`READONLY`), the network (`ECONNREFUSED`) or TLS; `ETIMEDOUT` if there was no answer. */
  readonly code: string;

  /** @param connectionError the connection's own error, which explains the command's error */
  constructor(commandError: unknown, connectionError?: unknown) {
    const code =
      codeOfReply(commandError) ?? codeOf(connectionError) ?? codeOf(commandError) ?? 'ETIMEDOUT';
    super(code);
    this.name = 'RedisFailure';
    this.code = code;
  }
}

/** Returns the first word of an error that Redis sent. Redis 6 wraps the errors of a script's commands. */
function codeOfReply(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return undefined;
  return /^(?:ERR Error running script.* -)?([A-Z]+)/s.exec(error.message)?.[1];
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, lastNodeError } = error as Error & Record<string, unknown>;
  return (
    codeOfReply(error) ?? (typeof code === 'string' && code !== '' ? code : codeOf(lastNodeError))
  );
}
