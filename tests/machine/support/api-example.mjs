/**
 * Loaded into a server before the app (`--import`). It redirects requests to `https://api.example.com`, which doesn't exist, to
 * the server's `/api/…/upstream`.
 */
const { fetch } = globalThis;
globalThis.fetch = (input, init) =>
  fetch(
    typeof input === 'string'
      ? input.replace(
          /^https:\/\/api\.example\.com(\/.+)$/,
          `${process.env.BASE_URL}/api$1/upstream`,
        )
      : input,
    init,
  );
