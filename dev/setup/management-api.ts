import { z } from 'zod';
import type { Config } from '../../lib/config';
import { ask, basicAuthorization, NoAnswer, type Answer } from '../ask';
import { UserError } from '../user-error';
import { isReachable, urisOf, webhookEvents } from '../uris';
import type { Credentials } from './answers';

const tokenSchema = z.object({ access_token: z.string() });
const applicationSchema = z.object({ id: z.string() });
const hookSchema = z.object({ signingKey: z.string() });
const resourcesSchema = z.array(
  z.object({ indicator: z.string(), scopes: z.array(z.object({ name: z.string() })) }),
);
const organizationScopesSchema = z.array(z.object({ name: z.string() }));
const secretsSchema = z.tuple([z.object({ value: z.string() })], z.unknown());

/** The part of the Management API that `setup` and `doctor` need. */
export class ManagementApi {
  readonly #app: Pick<Config, 'endpoint' | 'baseUrl'>;
  readonly #authorization: string;

  private constructor(app: Pick<Config, 'endpoint' | 'baseUrl'>, accessToken: string) {
    this.#app = app;
    this.#authorization = `Bearer ${accessToken}`;
  }

  /**
   * Gets an access token.
   *
   * @param credentials of a machine-to-machine application that may use the Management API
   * @throws {UserError} if Logto refuses
   */
  static async connect(
    app: Pick<Config, 'endpoint' | 'baseUrl'>,
    credentials: Credentials,
  ): Promise<ManagementApi> {
    return new ManagementApi(app, await getToken(app.endpoint, credentials));
  }

  /**
   * Creates the application with this app's addresses. It gets the backchannel logout URI only if Logto can call it.
   *
   * @returns the new application's id and secret
   * @throws {UserError} if Logto refuses
   * @see https://openapi.logto.io/operation/operation-createapplication
   */
  async createApplication(name: string): Promise<Credentials> {
    const uris = urisOf(this.#app.baseUrl);
    const application = await this.#post('create the application', '/api/applications', {
      name,
      type: 'Traditional',
      oidcClientMetadata: {
        redirectUris: [uris.redirectUri],
        postLogoutRedirectUris: [uris.postSignOutRedirectUri],
        ...(isReachable(this.#app.baseUrl) && {
          backchannelLogoutUri: uris.backchannelLogoutUri,
          backchannelLogoutSessionRequired: true,
        }),
      },
    });
    const { id } = understand(applicationSchema, application);
    // The answer doesn't contain the secret.
    const secrets = await this.#get(
      "read the application's secret",
      `/api/applications/${encodeURIComponent(id)}/secrets`,
    );
    const [{ value }] = understand(secretsSchema, secrets);
    return { id, secret: value };
  }

  /**
   * Creates the webhook that notifies this app of changes of its users.
   *
   * @returns its signing key
   * @throws {UserError} if Logto refuses
   * @see https://openapi.logto.io/operation/operation-createhook
   */
  async createWebhook(name: string): Promise<string> {
    const hook = await this.#post('create the webhook', '/api/hooks', {
      name,
      events: webhookEvents,
      config: { url: urisOf(this.#app.baseUrl).webhookUri },
      enabled: true,
    });
    return understand(hookSchema, hook).signingKey;
  }

  /**
   * Lists the permissions of these API resources, and those in organizations.
   *
   * @throws {UserError} if Logto refuses
   */
  async listPermissions(indicators: readonly string[]): Promise<string[]> {
    const page = 'page=1&page_size=100';
    const [resources, inOrganizations] = await Promise.all([
      this.#get('list its API resources', `/api/resources?includeScopes=true&${page}`),
      this.#get('list its organization permissions', `/api/organization-scopes?${page}`),
    ]);
    const requested = understand(resourcesSchema, resources).filter(({ indicator }) =>
      indicators.includes(indicator),
    );
    return [
      ...requested.flatMap(({ scopes }) => scopes),
      ...understand(organizationScopesSchema, inOrganizations),
    ].map(({ name }) => name);
  }

  #get(what: string, path: string): Promise<Answer> {
    return request(what, this.#app.endpoint + path, {
      headers: { authorization: this.#authorization },
    });
  }

  #post(what: string, path: string, body: unknown): Promise<Answer> {
    return request(what, this.#app.endpoint + path, {
      method: 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
}

/** @see https://docs.logto.io/integrate-logto/interact-with-management-api */
async function getToken(endpoint: string, { id, secret }: Credentials): Promise<string> {
  const answer = await request('issue a token for its Management API', `${endpoint}/oidc/token`, {
    method: 'POST',
    headers: { authorization: basicAuthorization(id, secret) },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: managementResource(endpoint),
      scope: 'all',
    }),
  });
  return understand(tokenSchema, answer).access_token;
}

/** The API's indicator: it contains the tenant's name in Logto Cloud, and `default` on a self-hosted Logto. */
function managementResource(endpoint: string): string {
  const isCloud = new URL(endpoint).hostname.endsWith('.logto.app');
  return `${isCloud ? endpoint : 'https://default.logto.app'}/api`;
}

const errorSchema = z.object({ error: z.string() });

/** Advice for the answers that mistakes get, by status and, where Logto names one, error code. */
const hints: Record<string, string> = {
  '400 invalid_client':
    'Logto does not know this App ID. Check the id of the machine-to-machine application, and that the address is your tenant’s, not the Console’s.',
  '400 invalid_request':
    'The App ID belongs to an application of another type. Use a machine-to-machine application.',
  '400 invalid_target':
    'In Logto Cloud, use the address <tenant>.logto.app here, not a custom domain.',
  '401 invalid_client':
    'The secret is wrong. Copy it from the page of the machine-to-machine application.',
  '403': 'The machine-to-machine application needs the role “Logto Management API access”.',
  '404': 'Check that the address is your tenant’s, not the Console’s.',
};

async function request(
  what: string,
  url: string,
  init: Parameters<typeof ask>[1],
): Promise<Answer> {
  try {
    const answer = await ask(url, init);
    if (answer.status < 300) return answer;
    const { status, body } = answer;
    const code = errorSchema.safeParse(body).data?.error ?? '';
    const hint = hints[`${status} ${code}`] ?? hints[status] ?? 'Try again later.';
    throw new UserError(`Logto did not ${what} (HTTP ${status}). ${hint}`);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new UserError(`${new URL(url).origin} can't be reached: ${error.message}.`, {
      cause: error,
    });
  }
}

function understand<T>(schema: z.ZodType<T>, { body }: Answer): T {
  const { data, success } = schema.safeParse(body);
  if (!success) throw new UserError('Unexpected response: this does not look like a Logto server.');
  return data;
}
