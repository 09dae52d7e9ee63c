import Provider, {
  errors,
  type CanBePromise,
  type Configuration,
  type TokenEndpointGrantContext,
  type UnknownObject,
} from 'oidc-provider';
import type { Accounts } from './accounts';
import { organizationsScope } from './claims';
import { isMember, organizationsResource, requestedOrganization } from './permissions';

type Names = string | readonly string[] | ReadonlySet<string>;

/**
 * oidc-provider with Logto's addition to the refresh token grant: `organization_id`. Alone it asks for
 * an organization token, together with `resource` for a resource token on behalf of the organization.
 */
export class LogtoProvider extends Provider {
  readonly #accounts: Accounts;

  constructor(issuer: string, configuration: Configuration, accounts: Accounts) {
    super(issuer, configuration);
    this.#accounts = accounts;
  }

  /** oidc-provider's constructor registers its own grants through this method. */
  override registerGrantType<Params extends object = UnknownObject>(
    name: string,
    handler: (ctx: TokenEndpointGrantContext<Params>) => CanBePromise<void>,
    params: Names = [],
    duplicates?: Names,
  ): void {
    if (name !== 'refresh_token') {
      super.registerGrantType<Params>(name, handler, params, duplicates);
      return;
    }
    super.registerGrantType<Params>(
      name,
      async (ctx) => {
        await this.#prepareOrganizationToken(ctx);
        await handler(ctx);
      },
      [...(typeof params === 'string' ? [params] : params), 'organization_id'],
      duplicates,
    );
  }

  /**
   * @throws `access_denied` with status 403 for anyone who isn't a member, and `insufficient_scope`
   *   when organizations weren't requested at sign-in
   */
  async #prepareOrganizationToken<Params extends object>(
    ctx: TokenEndpointGrantContext<Params>,
  ): Promise<void> {
    const organizationId = requestedOrganization(ctx);
    const { refresh_token: value } = ctx.oidc.params as UnknownObject;
    if (!organizationId || typeof value !== 'string') return;

    const refreshToken = await this.RefreshToken.find(value);
    const account = refreshToken && this.#accounts.get(refreshToken.accountId);
    // What is wrong with the token itself is for oidc-provider's own handler to say.
    const usable = refreshToken?.isValid && refreshToken.clientId === ctx.oidc.client.clientId;
    if (!usable || !account || account.suspended) {
      return;
    }
    if (!refreshToken.scopes.has(organizationsScope)) {
      throw new errors.InsufficientScope(
        'refresh token missing required scope',
        organizationsScope,
      );
    }
    if (!isMember(account, organizationId)) {
      throw Object.assign(new errors.AccessDenied('user is not a member of the organization'), {
        status: 403,
        statusCode: 403,
      });
    }
    ctx.oidc.params.resource ??= organizationsResource;
  }
}
