import { execFileSync } from 'node:child_process';
import { environment } from '../app/seed';

const code = "const { default: seed } = await import('./tests/app/seed.ts'); await seed();";

/** Runs the owner's seed before the end-to-end tests: as Next's server would, so that it may import modules of the app. */
export default function runSeed(): void {
  const node = ['--conditions=react-server', '--import', 'tsx', '--input-type=module'];
  execFileSync(process.execPath, [...node, '--eval', code], {
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
}
