import type { App } from './app';

interface Init {
  method?: string;
  headers?: Record<string, string>;
  body?: URLSearchParams | FormData;
}

/** A browser of the plainest kind: cookies and redirects. Good for many requests at once. */
export class Client {
  readonly cookies: Map<string, string>;

  constructor(cookies: Iterable<[string, string]> = []) {
    this.cookies = new Map(cookies);
  }

  /** Another browser with the same cookies, as they are now. */
  copy(): Client {
    return new Client(this.cookies);
  }

  /** Another browser that is signed in at Logto, in the same session there, and not in the app. */
  withoutAppCookies(): Client {
    return new Client([...this.cookies].filter(([name]) => !name.startsWith('logto-')));
  }

  /** The size of the app's cookies in a request, in bytes. */
  get cookieBytes(): number {
    const ours = [...this.cookies].filter(([name]) => name.startsWith('logto-'));
    return ours.map(([name, value]) => `${name}=${value}`).join('; ').length;
  }

  /** Its cookies, as they are sent. */
  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Its cookies, for a browser's context. */
  cookiesFor({ baseUrl }: Pick<App, 'baseUrl'>) {
    return [...this.cookies].map(([name, value]) => ({
      name,
      value,
      url: baseUrl,
      httpOnly: true,
    }));
  }

  /** One request; redirects aren't followed. */
  async send(url: string | URL, init: Init = {}): Promise<Response> {
    const headers = { accept: 'text/html', ...init.headers, cookie: this.cookieHeader };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      const [name = '', ...value] = pair.split('=');
      const isGone = /max-age=0|01 Jan 1970/i.test(header);
      if (isGone) this.cookies.delete(name);
      else this.cookies.set(name, value.join('='));
    }
    return response;
  }

  /** A request and all redirects and refreshes it leads to. */
  async visit(url: string | URL, init: Init = {}, maxHops = 20): Promise<Response> {
    let response = await this.send(url, init);
    for (let hops = 0; hops <= maxHops; hops++) {
      const refresh = /^0; url=(.*)$/.exec(response.headers.get('refresh') ?? '')?.[1];
      const location = response.headers.get('location') ?? refresh;
      if (location === undefined) return response;
      await response.body?.cancel();
      response = await this.send(new URL(location, response.url));
    }
    throw new Error(`A circle of redirects at ${response.url}`);
  }

  /** Signs in through Logto's form. */
  async signIn(
    app: Pick<App, 'baseUrl'>,
    username = 'alice',
    password = `${username}-demo-1`,
  ): Promise<Response> {
    const form = await this.visit(`${app.baseUrl}/api/logto/sign-in`);
    const body = new URLSearchParams({ identifier: username, password });
    return this.visit(form.url, { method: 'POST', body });
  }

  /** Signs out of the app, and, by pressing the button there, of Logto. */
  async signOut(app: App): Promise<Response> {
    const headers = { origin: app.baseUrl };
    const page = await this.visit(`${app.localUrl}/api/logto/sign-out`, {
      method: 'POST',
      headers,
    });
    const xsrf = /name="xsrf" value="(\w+)"/.exec(await page.text())?.[1] ?? '';
    const body = new URLSearchParams({ xsrf, logout: 'yes' });
    return this.visit(new URL('/oidc/session/end/confirm', page.url), { method: 'POST', body });
  }
}
