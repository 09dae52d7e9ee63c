import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks questions in the terminal. */
export class Prompt {
  readonly #lines: Interface;
  readonly #output: NodeJS.WritableStream;
  #isHidden = false;
  #isDone = false;

  /** @param onAbandon is called when the user presses Ctrl-C or Ctrl-D */
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
   * Asks for a line and trims it. An empty one means the default.
   *
   * @param problemOf returns the reason why an answer is refused; the question is then repeated
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

  /** Asks for a line that is not shown while it is typed. */
  async askHidden(question: string): Promise<string> {
    this.#isHidden = true;
    const answer = this.#lines.question('');
    this.#output.write(`${question} (not shown): `);
    const value = (await answer).trim();
    this.#isHidden = false;
    this.#output.write('\n');
    return value;
  }

  /** Ends the questions. */
  close(): void {
    this.#isDone = true;
    this.#lines.close();
  }
}
