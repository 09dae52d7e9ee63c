/**
 * Loaded into a server before the app (`--import`): what it asks of `https://api.example.com`, which isn't there, it asks of its
 * own `/api/…/upstream`.
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
