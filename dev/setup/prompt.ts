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

  /** One line, without spaces around it; where that is empty, the default. */
  async ask(question: string, otherwise = ''): Promise<string> {
    const hint = otherwise === '' ? '' : ` [${otherwise}]`;
    return (await this.#lines.question(`${question}${hint}: `)).trim() || otherwise;
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
