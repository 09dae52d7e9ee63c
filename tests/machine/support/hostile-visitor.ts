import { z } from 'zod';
import type { App } from '../../support/app';
import { Client } from '../../support/client';
import { ordersApi } from './tests-pages';

const claimsSchema = z.looseObject({ sub: z.string(), sid: z.string().optional() });
const answerOfMe = z.object({ user: claimsSchema });

/** A browser at an app whose provider asks no questions. */
export class Visitor {
  constructor(
    readonly app: App,
    readonly client = new Client(),
  ) {}

  /** Signs in up to the callback, with this added to the query of the sign-in link; returns the address that the provider sends the browser to. */
  async signInUpToCallback(user = 'anna', query = ''): Promise<URL> {
    const begun = await this.get(
      `/api/logto/sign-in?return_to=/profile&login_hint=${user}&${query}`,
    );
    const answer = await this.client.send(begun.headers.get('location') ?? '');
    return new URL(answer.headers.get('location') ?? '');
  }

  /** Signs in, and returns the answer of the callback. */
  async signIn(user = 'anna', query = ''): Promise<Response> {
    return this.client.send(await this.signInUpToCallback(user, query));
  }

  /** Makes the app get a token for this API, and returns the answer. */
  refresh(resource = ordersApi): Promise<Response> {
    const query = new URLSearchParams({ return_to: '/profile', resource });
    return this.get(`/api/logto/refresh?${query.toString()}`);
  }

  /** The claims of the signed-in user. */
  async claims(): Promise<z.infer<typeof claimsSchema> | undefined> {
    const answer = await this.get('/api/me');
    return answer.ok ? answerOfMe.parse(await answer.json()).user : undefined;
  }

  /** Returns the signed-in user. */
  async user(): Promise<string | undefined> {
    return (await this.claims())?.sub;
  }

  /** One request to the app. */
  get(path: string): Promise<Response> {
    return this.client.send(this.app.baseUrl + path);
  }
}
