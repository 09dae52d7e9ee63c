import { parseArgs } from 'node:util';
import { defaultPort, loadEnvironment } from '../environment';
import { examine } from './examine';
import { formatReport } from './print';

/**
 * `npm run doctor`: checks the configuration against the real Logto and Redis, and says how to fix
 * problems. Exits with 0 only if it finds none. `--json` prints the report for scripts. It reads the environment of the
 * development server; with `NODE_ENV=production`, that of `npm start`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const production = process.env.NODE_ENV === 'production';
  const report = await examine(
    loadEnvironment(!production, production ? undefined : defaultPort),
    production,
  );
  console.log(values.json ? JSON.stringify(report, undefined, 2) : formatReport(report));
  process.exitCode = report.ok ? 0 : 1;
}

main().catch((error: unknown) => {
  const isUsage = error instanceof Error && 'code' in error;
  console.error(isUsage ? `${error.message}\nUsage: npm run doctor [-- --json]` : error);
  process.exitCode = 1;
});
