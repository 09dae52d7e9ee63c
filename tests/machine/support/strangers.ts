import { rawRequest, type RawAnswer, type RawRequest } from './raw-request';

/** The heading of a page: its HTML, and the pieces of text in it. */
export interface Heading {
  html: string;
  texts: string[];
}

/** Returns the main heading of a page; elements in it are no obstacle. */
export function headingIn(html: string): Heading | undefined {
  const inner = /<h1\b[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1];
  if (inner === undefined) return undefined;
  const texts = inner.split(/<[^>]*>/).map(decoded);
  return { html: inner, texts: texts.filter((text) => text.trim().length > 1) };
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

const decoded = (html: string) =>
  html.replaceAll(/&(\w+|#x27);/g, (whole, name: string) => entities[name] ?? whole);

/** Returns whether one of these headings is in a document, or in an answer to Next's router. */
export function shows(answer: string, headings: Heading[]): boolean {
  const body = answer + Buffer.from(answer, 'latin1').toString(); // a raw answer's characters are bytes
  const forRouter = ['"children":', '"children":[', ','];
  return headings.some(
    ({ html, texts }) =>
      body.includes(`>${html}</h1>`) ||
      texts.some((text) =>
        forRouter.some((before) => body.includes(before + JSON.stringify(text))),
      ),
  );
}

/** Sends all of these without a cookie, some at a time, and follows where Next tidies up the path. */
export async function sendAll(
  origin: string,
  requests: (RawRequest & { target: string })[],
): Promise<{ sent: string; answer: RawAnswer }[]> {
  const answers: { sent: string; answer: RawAnswer }[] = [];
  const queue = requests.values();
  const work = async () => {
    for (const { target, ...request } of queue) {
      let answer = await rawRequest(origin, target, request);
      for (let hops = 0; hops < 3 && [307, 308].includes(answer.status); hops++) {
        const url = new URL(answer.headers.get('location') ?? '', origin);
        if (url.origin !== origin || url.pathname === '/api/logto/sign-in') break;
        answer = await rawRequest(origin, url.pathname + url.search, request);
      }
      answers.push({ sent: JSON.stringify({ target, ...request }), answer });
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return answers;
}
