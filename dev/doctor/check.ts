import { z } from 'zod';
import type { Config } from '../../lib/config';
import type { urisOf } from '../command';
import type { ManagementApi } from '../requests';

/** The result of a check. `warning`: it works, but should not go into production. `skipped`: fix another problem first. */
export interface Finding {
  status: 'ok' | 'warning' | 'failed' | 'skipped';
  message: string; // the result as a sentence, without any secret
  fix?: string; // the way to fix or improve it
}

const finding =
  (status: Finding['status']) =>
  (message: string, fix?: string): Finding => ({ status, message, ...(fix && { fix }) });

/** The results by their status: each takes a message and a fix. */
export const ok = finding('ok');
export const warning = finding('warning');
export const failed = finding('failed');
export const skipped = finding('skipped');

/** Words of several checks. */
export const onItsPage = "on the application's page in Logto's Console";

export const whichEndpoint = `Use your tenant's address, like https://my-tenant.logto.app: it is shown ${onItsPage} as “Logto endpoint”. Self-hosted, it is Logto's ENDPOINT, not its ADMIN_ENDPOINT.`;

/** The metadata that the checks need. */
export const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  end_session_endpoint: z.url(),
  scopes_supported: z.array(z.string()).optional(),
});

/** The app to check, and its Logto. */
export interface App {
  env: NodeJS.ProcessEnv;
  production: boolean;
  config: Config; // meaningless for the variables in `unusable`
  uris: ReturnType<typeof urisOf>;
  unusable: ReadonlySet<string>; // the variables that are missing or invalid
  problems: readonly string[]; // of the environment, as the app reports them: without a value
  metadata?: z.infer<typeof metadataSchema>; // the check `discovery` stores it for those that need it
  secondsAhead?: number; // by which Logto's clock is ahead, likewise; `NaN` if Logto sent no date
  managementApi?: ManagementApi; // the check `management_api` stores it, if its variables are set
}

/** Returns the metadata for checks that need `discovery`. */
export function metadataOf({ metadata }: App) {
  if (!metadata) throw new Error('Nothing was discovered.');
  return metadata;
}

type Run = (app: App) => Finding | Promise<Finding>;

/** Defines a check: its title, the variables and the ids of earlier checks that it needs, and its function. */
export const check = (title: string, needs: string[], run: Run) => ({ title, needs, run });

/** A check. */
export type Check = ReturnType<typeof check>;
