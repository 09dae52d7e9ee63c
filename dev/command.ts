import { spawnSync } from 'node:child_process';
import nextEnv from '@next/env';
import { ConfigError } from '../lib/config';
import { isLoopback } from '../lib/environment-schema';
import { appPaths } from '../lib/paths';

/** A problem that the user can fix: the terminal shows its message, without a stack. */
export class UserError extends Error {
  /** @param fix the way to fix it, if the problem doesn't say */
  constructor(
    readonly problem: string,
    readonly fix?: string,
  ) {
    super(fix === undefined ? problem : `${problem} ${fix}`);
  }
}

/**
 * Runs a command, and sets the exit code that it resolves to. Shows a stack only if the user can't fix the problem.
 * @param usage is shown if the options are wrong
 */
export async function runCommand(main: () => Promise<number>, usage = ''): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isUsage = code.startsWith('ERR_PARSE_ARGS');
    const isKnown = isUsage || code === 'EADDRINUSE' || error instanceof ConfigError;
    const isShown = error instanceof Error && (isKnown || error instanceof UserError);
    console.error(isShown ? error.message : error);
    if (isUsage) console.error(usage);
    process.exitCode = 1;
  }
}

/** Runs an npm command in the terminal, and returns whether it succeeded. On Windows, only npm's own file can be started. */
export function npm(...args: string[]): boolean {
  const file = process.env['npm_execpath'];
  const [program, first] = file ? [process.execPath, [file]] : ['npm', []];
  return spawnSync(program, [...first, ...args], { stdio: 'inherit', shell: !file }).status === 0;
}

/** The port of the app unless an option of the command says otherwise. */
export const defaultPort = Number(process.env['PORT'] ?? 3000);

/**
 * Reads the environment as Next does: the process's own variables first, then `.env.local`,
 * `.env.development` or `.env.production`, and `.env`. A later call reads the files again.
 * @param localPort if given, `BASE_URL` defaults to `http://localhost` with the given port
 */
export function loadEnvironment(development: boolean, localPort?: number): NodeJS.ProcessEnv {
  const log = { info: () => undefined, error: console.error };
  nextEnv.loadEnvConfig(process.cwd(), development, log, true);
  const local = localPort === undefined ? {} : { BASE_URL: `http://localhost:${localPort}` };
  return { ...local, ...process.env };
}

/** Returns whether the environment names a Logto. If it doesn't, development uses the local one. */
export const namesLogto = (env: NodeJS.ProcessEnv): boolean =>
  ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET'].some((name) => env[name]);

/** Returns whether Logto can call this app, which must not be on localhost. */
export const isReachable = (baseUrl: string) => !isLoopback(new URL(baseUrl).hostname);

/** Returns this app's addresses that must be registered in Logto. */
export const urisOf = (baseUrl: string) => ({
  redirectUri: `${baseUrl}${appPaths.callback}`,
  postSignOutRedirectUri: `${baseUrl}/`,
  backchannelLogoutUri: `${baseUrl}${appPaths.backchannelLogout}`,
  webhookUri: `${baseUrl}${appPaths.webhook}`,
});

/** The events of the app's webhook. */
export const webhookEvents = `User.Created User.SuspensionStatus.Updated User.Deleted
  User.Data.Updated Organization.Membership.Updated`.split(/\s+/);

/** Returns lines for the terminal: the values to enter in Logto's Console, by its own names. */
export function toRegister(uris: ReturnType<typeof urisOf>): string[] {
  const remark = (needed: string) =>
    isReachable(uris.redirectUri) ? needed : "not needed: Logto can't call localhost";
  return [
    "  On the application's page in Logto's Console:",
    `    Redirect URIs                ${uris.redirectUri}`,
    `    Post sign-out redirect URIs  ${uris.postSignOutRedirectUri}`,
    `    Backchannel logout URI       ${uris.backchannelLogoutUri}   (${remark('“Is session required?” on')})`,
    '',
    '  Elsewhere in the Console:',
    `    Webhook                      ${uris.webhookUri}   (${remark('its signing key is LOGTO_WEBHOOK_SIGNING_KEY')})`,
    `    Its events                   ${webhookEvents.join(', ')}`,
    '    Claims of the ID token       roles, organizations and organization roles on, as by default',
  ];
}
