/** Why Redis didn't do what it was asked. There is nothing in it but a code: it may be logged. */
export class RedisFailure extends Error {
  /**
   * Redis' own (`READONLY`, `WRONGPASS`, `NOAUTH`, `OOM`), or that of the network or of a certificate
   * (`ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`); `ETIMEDOUT` where nothing answered.
   */
  readonly code: string;

  /**
   * @param error of the command
   * @param trouble the connection's own error, where it had one: ioredis doesn't pass it on to the command
   */
  constructor(error: unknown, trouble?: unknown) {
    const code = codeOfReply(error) ?? codeOf(trouble) ?? codeOf(error) ?? 'ETIMEDOUT';
    super(code);
    this.name = 'RedisFailure';
    this.code = code;
  }
}

/** The first word of Redis' own answer, or, up to Redis 6, of its answer to a script's command. */
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
