/** Switches for tests. They may be changed while the server runs: every use reads them anew. */
export interface LocalLogtoSettings {
  /**
   * When a refresh token is replaced. `like-logto`: as for a confidential client, only once 70 % of
   * its life has passed, and the same token comes back before that. `always`: on every refresh.
   */
  rotation: 'like-logto' | 'always';
  /** Seconds for which a replaced refresh token still works. After that its use revokes the grant. */
  refreshTokenGrace: number;
  /** How long tokens live, in whole seconds, at least 1. Applies to tokens issued from now on. */
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
  /** Whether ID tokens and logout tokens carry `sid`, as with "Is session required?" in Logto's Console. */
  sessionRequired: boolean;
  /**
   * Whether this is the newest Logto, which knows step-up authentication: `acr_values` is heeded, and
   * tokens say `acr`, `amr` and `auth_time`. Without it, it is Logto 1.42. Can't be changed at run time.
   */
  readonly stepUp: boolean;
}

const hour = 60 * 60;

/** Logto's own defaults, overridden by what the caller sets. */
export function withDefaults(settings: Partial<LocalLogtoSettings> = {}): LocalLogtoSettings {
  return {
    rotation: 'like-logto',
    refreshTokenGrace: 3,
    sessionRequired: true,
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
