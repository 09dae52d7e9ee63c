import { ok, warning, type Finding } from './check';

/** Checks that Node uses the proxy that the environment names: by itself, `fetch` ignores these variables. */
export function checkProxy(env: NodeJS.ProcessEnv): Finding {
  const name = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((name) => env[name]);
  if (name === undefined) return ok('No proxy is set.');
  if (env['NODE_USE_ENV_PROXY'] === '1') return ok(`Requests go through ${name}.`);
  return warning(
    `${name} is set, but Node ignores it: requests to Logto do not go through the proxy.`,
    'Set NODE_USE_ENV_PROXY=1 too, for the app and for this command. It needs Node.js 22.21 or newer, and it must not be in an .env file, because Node reads it when it starts.',
  );
}
