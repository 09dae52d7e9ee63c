import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** An annotation: a page that Alice could not see, and how to change that. */
export const notSeen = 'not seen';

/** Names, in the last lines, the tests that this machine could not run, and why; and the pages that they could not see. */
export default class NotRunReporter implements Reporter {
  readonly #notRun = new Set<string>();
  readonly #notSeen = new Set<string>();

  onTestEnd(test: TestCase, { status, annotations }: TestResult): void {
    for (const { type, description = '' } of annotations)
      if (type === notSeen) this.#notSeen.add(`  ${description}`);
    if (status !== 'skipped') return;
    const why = annotations.map(({ description }) => description).find(Boolean);
    this.#notRun.add(`  ${test.title}${why ? `: ${why}` : ''}`);
  }

  onExit(): Promise<void> {
    if (this.#notSeen.size > 0)
      console.log(['Tested for strangers only:', ...this.#notSeen, ''].join('\n'));
    if (this.#notRun.size > 0) console.log(['Not run:', ...this.#notRun, ''].join('\n'));
    return Promise.resolve();
  }

  printsToStdio(): boolean {
    return false;
  }
}
