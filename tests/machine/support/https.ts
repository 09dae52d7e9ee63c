import { startLocalLogto, type LocalLogto } from '@/dev/logto/server';
import { secret, startApp, type App } from '../../support/app';
import { Client } from '../../support/client';

/** The app as it is behind a proxy that speaks https, and its Logto. There is no such proxy: see {@link ProxiedClient}. */
export async function startOnHttps(): Promise<{ app: App; logto: LocalLogto }> {
  const baseUrl = 'https://app.test';
  const registration = { id: 'test-app', secret: secret(), baseUrl };
  const logto = await startLocalLogto({ app: registration });
  const variables = { LOGTO_APP_SECRET: registration.secret, BASE_URL: baseUrl };
  return { logto, app: await startApp(logto.endpoint, variables) };
}

/** A browser that knows the app by its public address. */
export class ProxiedClient extends Client {
  /** Every cookie that was set or removed, as the header had it. */
  readonly received: string[] = [];

  constructor(private readonly app: App) {
    super();
  }

  override async send(...[url, init]: Parameters<Client['send']>): Promise<Response> {
    const { baseUrl, localUrl } = this.app;
    const response = await super.send(String(url).replace(baseUrl, localUrl), init);
    this.received.push(...response.headers.getSetCookie());
    return response;
  }
}
