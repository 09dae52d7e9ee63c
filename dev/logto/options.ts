import type http from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Accounts } from './accounts';
import type { Catalog, Requested } from './permissions';
import type { State } from './state';
import type { Management } from './webhooks';

/** The only application of the local Logto, as it would be registered in Logto's Console. */
export interface LocalLogtoApp {
  /** `client_id`. */
  id: string;
  /** `client_secret`. */
  secret: string;
  /** Public origin of the application, e.g. `http://localhost:3000`. */
  baseUrl: string;
  /** Address for calls from the local Logto. Default: `baseUrl`, which may be the address of a tunnel. */
  localUrl?: string;
}

/** Options of a local Logto. */
export interface LocalLogtoOptions {
  /** TCP port on loopback; 0, the default, picks a free one. */
  port?: number;
  /** Its name in addresses; `localhost` by default. */
  hostname?: string;
  app: LocalLogtoApp;
  /** Resources and scopes that the application requests in addition to those of the demo. */
  requested?: Requested;
  /** Turns the webhook on, which the application takes at `/api/logto/webhook`. */
  webhookSigningKey?: string;
  /** A further address that gets each webhook. */
  webhookUrl?: string;
  /** Default: fresh data that is kept in memory only. */
  state?: State;
  settings?: Partial<LocalLogtoSettings>;
}

/** The data and settings of a local Logto. */
export interface LogtoData {
  /** `http://<hostname>:<port>`; the issuer is `<endpoint>/oidc`. */
  endpoint: string;
  app: LocalLogtoApp;
  /** The machine-to-machine application, which may use the Management API. */
  machine: { id: string; secret: string };
  /** May be changed at run time. */
  settings: LocalLogtoSettings;
  state: State;
  catalog: Catalog;
  /** Every account by user id. Setting `suspended` acts as blocking the user in Logto's Console. */
  accounts: Accounts;
}

/** A running local Logto. */
export interface LocalLogto extends LogtoData {
  /** Changes accounts as Logto's Management API does, and sends the webhooks. */
  management: Management;
  /** The oidc-provider instance, for its events. */
  provider: Provider;
  /** The HTTP server, for its `request` events. */
  server: http.Server;
  /** Stops it, open connections included. */
  close(): Promise<void>;
}

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
  /** True if the machine-to-machine application has the role "Logto Management API access". */
  machineRole: boolean;
  /** True if Logto can send mail: it has an e-mail connector. */
  emailConnector: boolean;
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
    machineRole: true,
    emailConnector: true,
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
