import type { RequestListener } from 'node:http';
import type { LocalLogto } from '@/dev/logto/server';

/**
 * Has all requests to the provider pass through here first.
 *
 * @param answer returns whether it has answered, or dropped, this one
 * @returns a function that ends this
 */
export function intercept(
  logto: LocalLogto,
  answer: (...args: Parameters<RequestListener>) => boolean,
): () => void {
  return replaceListeners(logto, (listeners, ...exchange) => {
    if (!answer(...exchange)) for (const listener of listeners) listener(...exchange);
  });
}

/** Holds requests to one path of the provider until this has happened. Returns a function that ends this. */
export function holdUntil(
  logto: LocalLogto,
  path: string,
  happened: () => Promise<void>,
): () => void {
  return replaceListeners(logto, (listeners, ...exchange) => {
    const pass = () => {
      for (const listener of listeners) listener(...exchange);
    };
    if (exchange[0].url === path) void happened().then(pass);
    else pass();
  });
}

/** Has this one called in place of those who listen now. */
function replaceListeners(
  { server }: LocalLogto,
  instead: (listeners: RequestListener[], ...exchange: Parameters<RequestListener>) => void,
): () => void {
  const listeners = server.listeners('request') as RequestListener[];
  const listen = (...exchange: Parameters<RequestListener>) => {
    instead(listeners, ...exchange);
  };
  server.removeAllListeners('request').on('request', listen);
  return () => {
    server.off('request', listen);
    for (const listener of listeners) server.on('request', listener);
  };
}
