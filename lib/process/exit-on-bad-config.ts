import { ConfigError, getConfig } from '../config';

/** Ends the process when the environment can't work, with every problem on stderr, one a line. */
export function exitOnBadConfig(): void {
  try {
    getConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
