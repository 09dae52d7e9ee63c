import type { RequestListener } from 'node:http';
import type { LocalLogto } from '@/dev/logto/server';

/**
 * Has all requests to the provider pass through here first.
 *
 * @param answer returns whether it has answered, or dropped, this one
 */
export function intercept(
  logto: LocalLogto,
  answer: (...args: Parameters<RequestListener>) => boolean,
): void {
  const listeners = logto.server.listeners('request') as RequestListener[];
  logto.server.removeAllListeners('request');
  logto.server.on('request', (request, response) => {
    if (!answer(request, response)) for (const listener of listeners) listener(request, response);
  });
}

/** Holds requests to one path of the provider until this has happened. */
export function holdUntil(logto: LocalLogto, path: string, happened: () => Promise<void>): void {
  const listeners = logto.server.listeners('request') as RequestListener[];
  logto.server.removeAllListeners('request');
  logto.server.on('request', (...exchange: Parameters<RequestListener>) => {
    const pass = () => {
      for (const listener of listeners) listener(...exchange);
    };
    if (exchange[0].url === path) void happened().then(pass);
    else pass();
  });
}
