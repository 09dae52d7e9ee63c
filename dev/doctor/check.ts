import { z } from 'zod';
import type { Config } from '../../lib/config';
import type { urisOf } from '../command';

/**
 * The result of a check. `warning`: it works, but should not go into production like this. `skipped`:
 * another problem must be fixed first.
 */
export interface Finding {
  status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** The result as a sentence, without any secret. */
  message: string;
  /** The way to fix or improve it. */
  fix?: string;
}

const finding =
  (status: Finding['status']) =>
  (message: string, fix?: string): Finding => ({ status, message, ...(fix && { fix }) });

/** The results by their status: each takes a message and a fix. */
export const ok = finding('ok');
export const warning = finding('warning');
export const failed = finding('failed');
export const skipped = finding('skipped');

/** The place of most settings. */
export const onItsPage = "on the application's page in Logto's Console";

/** The part of Logto's metadata that the checks need. */
export const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  end_session_endpoint: z.url(),
  scopes_supported: z.array(z.string()).optional(),
});

type Metadata = z.infer<typeof metadataSchema>;

/** The app to check, and its Logto. */
export interface App {
  env: NodeJS.ProcessEnv;
  production: boolean;
  /** The app's settings. Meaningless for the variables in `unusable`, which are missing or invalid. */
  config: Config;
  uris: ReturnType<typeof urisOf>;
  unusable: ReadonlySet<string>;
  /** The problems of the environment as the app reports them: without a value. */
  problems: readonly string[];
  /** Logto's metadata. The check `discovery` stores it for those that need it. */
  metadata?: Metadata;
  /** Seconds that Logto's clock is ahead of this machine's, likewise. `NaN` if Logto sent no date. */
  secondsAhead?: number;
}

/** Returns the metadata for checks that need `discovery`. */
export function metadataOf({ metadata }: App): Metadata {
  if (!metadata) throw new Error('Nothing was discovered.');
  return metadata;
}

/** A check: its title for the user, the variables and the ids of earlier checks that it needs, and its function. */
export interface Check {
  title: string;
  needs: string[];
  run: (app: App) => Finding | Promise<Finding>;
}

/** Defines a check. */
export const check = (title: string, needs: string[], run: Check['run']): Check => ({
  title,
  needs,
  run,
});
