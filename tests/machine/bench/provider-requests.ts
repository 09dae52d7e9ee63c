import { demoResources, type LocalLogto } from '@/dev/logto/server';
import type { Client } from '../../support/client';
import { pagePaths } from './builds';
import { untilCallback } from './callback';
import type { Server } from './servers';
import { exactly, type Figure } from './table';

/** Counts what the app itself asks of Logto: once warm, and as the first thing after its start. */
export async function providerRequests(
  warm: Server,
  startCold: () => Promise<Server>,
  logto: LocalLogto,
  signedIn: Client,
): Promise<Figure[]> {
  let asked = 0;
  logto.server.on('request', ({ url = '' }) => {
    if (!isByBrowser.test(url)) asked++;
  });

  /** @param prepare comes before the counting, and is done with the warm server */
  const count = async <T>(
    name: string,
    wanted: number | undefined,
    prepare: (time: number) => Promise<T>,
    act: (app: Server, prepared: T) => Promise<Response>,
  ): Promise<Figure> => {
    const counted = async (app: Server, time: number) => {
      const prepared = await prepare(time);
      asked = 0;
      const response = await act(app, prepared);
      const { location = '' } = Object.fromEntries(response.headers);
      if (response.status >= 400 || location.includes('/auth-error'))
        throw new Error(`${name}: ${response.status} ${location}`);
      return asked;
    };
    const whenWarm = await counted(warm, 0);
    const cold = await startCold();
    const whenCold = await counted(cold, 1);
    await cold.stop();
    const measured = `${whenWarm} (first after start: ${whenCold})`;
    const aim = wanted === undefined ? { measured } : exactly(wanted, whenWarm, measured);
    return { name: `Requests to Logto: ${name}`, ...aim };
  };

  const withSession = () => Promise.resolve(signedIn.copy());
  const to = (path: string) => (app: Server, client: Client) => client.send(app.url + path);
  return [
    await count('to start a sign-in', 0, withSession, to('/api/logto/sign-in')),
    await count(
      'to finish it',
      1,
      () => untilCallback(warm),
      (app, { client, callback }) => client.send(app.url + callback.pathname + callback.search),
    ),
    await count('a page with ID token claims', 0, withSession, to(pagePaths.claims)),
    await count('a page with userinfo', undefined, withSession, to('/profile')),
    // A token for another resource each time: what was just fetched would not be asked for again.
    await count(
      'a refresh',
      1,
      (time) => Promise.resolve({ client: signedIn.copy(), resource: demoResources[time] ?? '' }),
      (app, { client, resource }) =>
        client.send(`${app.url}/api/logto/refresh?${new URLSearchParams({ resource }).toString()}`),
    ),
  ];
}

/** The paths at Logto that the browser requests. The app requests all others. */
const isByBrowser = /^\/(oidc\/auth|interaction|avatar)/;
