import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startFaultyProvider } from './faulty-provider';
import { basicCredentials, Grants } from './hostile-grants';
import { HostileIssuer, type Forgery } from './hostile-issuer';
import type { Members } from './hostile-signing';

/** The faults of the provider. */
export interface Faults {
  /** Members of the token response. */
  tokens?: Members;
  idToken?: Forgery;
  /** Members of the userinfo response. */
  userInfo?: Members;
  /** Answers that replace those of endpoints, which are named as in the discovery document. */
  answers?: Partial<Record<Endpoint, RequestListener>>;
}

/** The paths of the endpoints, below the issuer, as at Logto. */
const paths = {
  authorization_endpoint: '/auth',
  token_endpoint: '/token',
  userinfo_endpoint: '/me',
  jwks_uri: '/jwks',
  end_session_endpoint: '/session/end',
  revocation_endpoint: '/token/revocation',
};

type Endpoint = keyof typeof paths;

/** A request that reached an endpoint. */
interface Received {
  endpoint: Endpoint;
  query: URLSearchParams;
  body: URLSearchParams;
  authorization: string;
}

/** Returns the endpoints of a discovery document in which all are below this address. */
export function endpointsBelow(address: string): Record<string, string> {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, address + path]));
}

/** Starts a provider on loopback that knows one client. */
export async function startHostileProvider(client: HostileProvider['client']) {
  const server = await startFaultyProvider((...exchange) => void provider.answer(...exchange));
  const provider = new HostileProvider(server, client);
  return provider;
}

/**
 * An OpenID provider that looks like Logto to the app, with the faults that a test sets. Its authorization endpoint signs in
 * every visitor at once, as the user that `login_hint` names. It checks what a provider must check: the client's secret, PKCE,
 * and that a code is used once.
 */
export class HostileProvider extends HostileIssuer {
  faults: Faults = {};
  /** All requests to its endpoints so far. */
  readonly received: Received[] = [];
  /** The discovery document, which the app reads once. */
  readonly metadata: Members;
  readonly stop: () => Promise<void>;
  readonly #grants = new Grants();

  constructor(
    server: Awaited<ReturnType<typeof startFaultyProvider>>,
    readonly client: { id: string; secret: string },
  ) {
    super(server.endpoint, client.id);
    this.stop = server.stop;
    this.metadata = {
      issuer: this.issuer,
      ...endpointsBelow(this.issuer),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES384'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      acr_values_supported: ['urn:logto:acr:1fa', 'urn:logto:acr:mfa'],
    };
  }

  /** The requests to one endpoint so far. */
  receivedAt(endpoint: Endpoint): Received[] {
    return this.received.filter((request) => request.endpoint === endpoint);
  }

  /** Serves one request. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { href, searchParams: query } = new URL(request.url ?? '', this.endpoint);
    const [address] = href.split('?');
    const endpoint = endpoints.find((name) => this.metadata[name] === address);
    const body = new URLSearchParams(await text(request));
    if (!endpoint) {
      const isDiscovery = address === `${this.issuer}/.well-known/openid-configuration`;
      await send(response, isDiscovery ? Response.json(this.metadata) : error(404, 'not_found'));
      return;
    }
    const { authorization = '' } = request.headers;
    const received = { endpoint, query, body, authorization };
    this.received.push(received);
    const instead = this.faults.answers?.[endpoint];
    if (instead) instead(request, response);
    else await send(response, this.#answers[endpoint](received));
  }

  readonly #answers: Record<Endpoint, (request: Received) => Response> = {
    authorization_endpoint: ({ query }) => {
      const code = this.#grants.issue({
        sub: query.get('login_hint') ?? 'anna',
        sid: randomUUID(),
        nonce: query.get('nonce') ?? '',
        codeChallenge: query.get('code_challenge'),
        redirectUri: query.get('redirect_uri'),
      });
      const answer = { code, state: query.get('state') ?? '', iss: this.issuer };
      const callback = new URL(query.get('redirect_uri') ?? '');
      callback.search = new URLSearchParams(answer).toString();
      return Response.redirect(callback, 303);
    },

    token_endpoint: ({ body, authorization }) => {
      const [id, secret] = basicCredentials(authorization);
      if (id !== this.client.id || secret !== this.client.secret)
        return error(401, 'invalid_client');
      const grant = this.#grants.redeem(body);
      if (!grant) return error(400, 'invalid_grant');
      const { sub, sid, nonce } = grant;
      const aud = body.get('resource');
      return Response.json({
        access_token: aud ? this.accessToken({ claims: { sub, aud } }) : this.#grants.issue(grant),
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: body.get('refresh_token') ?? this.#grants.issue(grant),
        id_token: this.idToken({ sub, sid, nonce }, this.faults.idToken),
        ...this.faults.tokens,
      });
    },

    userinfo_endpoint: ({ authorization }) => {
      const grant = this.#grants.of(authorization.replace('Bearer ', ''));
      if (!grant) return error(401, 'invalid_token');
      const { sub } = grant;
      return Response.json({ sub, custom_data: { plan: 'pro' }, ...this.faults.userInfo });
    },

    jwks_uri: () => Response.json({ keys: this.published.map(({ jwk }) => jwk) }),

    end_session_endpoint: ({ query }) =>
      Response.redirect(query.get('post_logout_redirect_uri') ?? '', 303),

    revocation_endpoint: ({ body }) => {
      this.#grants.revoke(body.get('token') ?? '');
      return new Response();
    },
  };
}

const endpoints = Object.keys(paths) as Endpoint[];

const error = (status: number, code: string) => Response.json({ error: code }, { status });

async function send(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
}
