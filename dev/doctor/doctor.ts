import { parseArgs } from 'node:util';
import { defaultPort, loadEnvironment } from '../environment';
import { examine } from './examine';
import { inWords } from './print';

/**
 * `npm run doctor`: checks the configuration against the real Logto and Redis, and says what to mend.
 * Exits with 0 only when all is well. `--json` prints the report for scripts. It looks at what the
 * development server would use; with `NODE_ENV=production`, at what `npm start` would.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const production = process.env.NODE_ENV === 'production';
  const report = await examine(
    loadEnvironment(!production, production ? undefined : defaultPort),
    production,
  );
  console.log(values.json ? JSON.stringify(report, undefined, 2) : inWords(report));
  process.exitCode = report.ok ? 0 : 1;
}

main().catch((error: unknown) => {
  const isUsage = error instanceof Error && 'code' in error;
  console.error(isUsage ? `${error.message}\nUsage: npm run doctor [-- --json]` : error);
  process.exitCode = 1;
});
