import { rawRequest, type RawAnswer, type RawRequest } from './raw-request';

/** Whether one of these headings is in a document, or in what Next's router gets. */
export const shows = (body: string, headings: string[]) =>
  headings.some((text) => body.includes(`>${text}</h1>`) || body.includes(`"children":"${text}"`));

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
