import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks the person at the keyboard. */
export class Prompt {
  readonly #lines: Interface;
  readonly #output: NodeJS.WritableStream;
  #isHidden = false;
  #isDone = false;

  /** @param onAbandon is called when the person gives up, with Ctrl-C or Ctrl-D */
  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, onAbandon: () => void) {
    this.#output = output;
    const echo = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.#isHidden) output.write(chunk);
        done();
      },
    });
    this.#lines = createInterface({ input, output: echo, terminal: true, historySize: 0 });
    this.#lines.once('close', () => {
      if (!this.#isDone) onAbandon();
    });
  }

  /**
   * One line, without spaces around it; where that is empty, the default.
   *
   * @param problemOf says why an answer can't be used, if so: the question is then asked again
   */
  async ask(
    question: string,
    otherwise = '',
    problemOf: (answer: string) => string | undefined = () => undefined,
  ): Promise<string> {
    const hint = otherwise === '' ? '' : ` [${otherwise}]`;
    for (;;) {
      const answer = (await this.#lines.question(`${question}${hint}: `)).trim() || otherwise;
      const problem = problemOf(answer);
      if (problem === undefined) return answer;
      this.#output.write(`  ${problem}\n`);
    }
  }

  /** One line that is not shown while it is typed. */
  async askHidden(question: string): Promise<string> {
    this.#isHidden = true;
    const answer = this.#lines.question('');
    this.#output.write(`${question} (not shown): `);
    const value = (await answer).trim();
    this.#isHidden = false;
    this.#output.write('\n');
    return value;
  }

  /** No more questions. */
  close(): void {
    this.#isDone = true;
    this.#lines.close();
  }
}
