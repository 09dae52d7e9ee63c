/** Settings for tests. They may change while the server runs: each use reads them again. */
export interface LocalLogtoSettings {
  /**
   * The time when a refresh token is replaced. `like-logto`: as for a confidential client, after 70 % of
   * its lifetime; before that, a refresh returns the same token. `always`: at every refresh.
   */
  rotation: 'like-logto' | 'always';
  /** Seconds during which a replaced refresh token still works. Later use revokes the grant. */
  refreshTokenGrace: number;
  /** Lifetimes of tokens, in whole seconds, at least 1. A change applies to new tokens. */
  lifetimes: {
    /** The opaque access token, for userinfo. */
    accessToken: number;
    /** Access tokens for an API resource. */
    resourceToken: number;
    /** Access tokens for an organization. */
    organizationToken: number;
    idToken: number;
    refreshToken: number;
  };
  /** True if ID tokens and logout tokens carry `sid`, as with "Is session required?" in Logto's Console. */
  sessionRequired: boolean;
  /** True if the account center is on. A self-hosted Logto begins with it off. */
  accountCenter: boolean;
  /**
   * True for the newest Logto, which has step-up authentication: it reads `acr_values`, and tokens carry
   * `acr`, `amr` and `auth_time`. False for Logto 1.42. Can't change at run time.
   */
  readonly stepUp: boolean;
}

const hour = 60 * 60;

/** Returns Logto's defaults with the given settings applied. */
export function withDefaults(settings: Partial<LocalLogtoSettings> = {}): LocalLogtoSettings {
  return {
    rotation: 'like-logto',
    refreshTokenGrace: 3,
    sessionRequired: true,
    accountCenter: true,
    stepUp: false,
    ...settings,
    lifetimes: {
      accessToken: hour,
      resourceToken: hour,
      organizationToken: hour,
      idToken: hour,
      refreshToken: 14 * 24 * hour,
      ...settings.lifetimes,
    },
  };
}
