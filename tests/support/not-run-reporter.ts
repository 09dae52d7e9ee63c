import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Names, in the last lines, the tests that this machine could not run, and why. */
export default class NotRunReporter implements Reporter {
  readonly #notRun = new Set<string>();

  onTestEnd(test: TestCase, { status, annotations }: TestResult): void {
    if (status !== 'skipped') return;
    const why = annotations.map(({ description }) => description).find(Boolean);
    this.#notRun.add(`  ${test.title}${why ? `: ${why}` : ''}`);
  }

  onExit(): Promise<void> {
    if (this.#notRun.size > 0) console.log(['Not run:', ...this.#notRun, ''].join('\n'));
    return Promise.resolve();
  }

  printsToStdio(): boolean {
    return false;
  }
}
