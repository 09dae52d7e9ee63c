import type { Config } from '../../lib/config';
import { urisOf } from '../uris';
import { NoAnswer } from '../ask';
import { failed, ok, type Finding } from './check';
import type { Discovery } from './discovery';
import { authorize, endSession, exchangeBogusCode, type Outcome } from './questions';

const onItsPage = "on the application's page in Logto's Console";

/** Checks of the application in Logto. The requests change nothing and start no sign-in. */
export class Application {
  readonly #config: Config;
  readonly #discovery: Discovery;

  /** @param discovery has Logto's endpoints, once it has found them */
  constructor(config: Config, discovery: Discovery) {
    this.#config = config;
    this.#discovery = discovery;
  }

  /** Checks the App ID: Logto looks up the client before anything else. */
  async checkClientId(): Promise<Finding> {
    const { endpoint } = this.#config;
    return understand(this.#authorize(), (outcome) => {
      if (outcome.error === 'invalid_client')
        return failed(
          `Logto at ${endpoint} does not know LOGTO_APP_ID.`,
          `Copy the App ID ${onItsPage}. It must be an application of this tenant, and LOGTO_ENDPOINT the tenant's address, not the Console's.`,
        );
      const isKnown = isRight(outcome) || outcome.error === 'invalid_redirect_uri';
      return isKnown ? ok('Logto knows LOGTO_APP_ID.') : undefined;
    });
  }

  /** Checks that the secret belongs to the application, and that the application has the right type. */
  async checkClientSecret(): Promise<Finding> {
    const { token_endpoint } = this.#discovery.metadata;
    return understand(exchangeBogusCode(token_endpoint, this.#config), ({ error }) => {
      if (error === 'invalid_grant') return ok('Logto accepts LOGTO_APP_SECRET.');
      // `invalid_request` is Logto's answer to a secret that has expired.
      return ['invalid_client', 'invalid_request', 'unauthorized_client'].includes(error)
        ? failed(
            'Logto refuses LOGTO_APP_SECRET.',
            `Copy an App secret that has not expired ${onItsPage}. It must belong to the same application as LOGTO_APP_ID, of the type “Traditional web”.`,
          )
        : undefined;
    });
  }

  /** Checks that the redirect URI is registered, exactly or by a wildcard. */
  async checkRedirectUri(): Promise<Finding> {
    const { redirectUri } = urisOf(this.#config.baseUrl);
    return understand(this.#authorize(), (outcome) => {
      if (outcome.error === 'invalid_redirect_uri')
        return this.#unregistered(redirectUri, 'Redirect URIs');
      return isRight(outcome) ? ok(`${redirectUri} is registered.`) : undefined;
    });
  }

  /** Checks that the address to return to after a sign-out is registered. */
  async checkPostSignOutRedirectUri(): Promise<Finding> {
    const { end_session_endpoint } = this.#discovery.metadata;
    const { postSignOutRedirectUri } = urisOf(this.#config.baseUrl);
    return understand(endSession(end_session_endpoint, this.#config), ({ status }) => {
      if (status === 400)
        return this.#unregistered(postSignOutRedirectUri, 'Post sign-out redirect URIs');
      return status === 200 ? ok(`${postSignOutRedirectUri} is registered.`) : undefined;
    });
  }

  /** Checks one resource at a time, so that it can name the unknown ones (RFC 8707, section 2). */
  async checkResources(): Promise<Finding> {
    const { resources } = this.#config;
    if (resources.length === 0) return ok('LOGTO_RESOURCES is not set: nothing to check.');
    const findings = resources.map((resource) =>
      understand(this.#authorize(resource), (outcome) => {
        if (outcome.error === 'invalid_target')
          return failed(
            `Logto has no API resource ${resource}: every sign-in would fail.`,
            'Create it under “API resources” in the Console, with exactly this identifier, or correct LOGTO_RESOURCES.',
          );
        return isRight(outcome) ? ok(`Logto knows ${resource}.`) : undefined;
      }),
    );
    return merge(await Promise.all(findings));
  }

  #authorize(resource?: string): Promise<Outcome> {
    const { authorization_endpoint } = this.#discovery.metadata;
    return authorize(authorization_endpoint, this.#config, resource);
  }

  #unregistered(uri: string, setting: string): Finding {
    const { baseUrl } = this.#config;
    return failed(
      `${uri} is not registered.`,
      `If people open the app at ${baseUrl}, add this URI to “${setting}” ${onItsPage}. Otherwise, BASE_URL is wrong.`,
    );
  }
}

/** OpenID Connect Core 1.0, section 3.1.2.6: `login_required` and its like. */
const isRight = ({ error }: Outcome): boolean => error.endsWith('_required');

/** Turns an answer into a finding. Reports an unexpected answer, or none, as a failure. */
async function understand(
  question: Promise<Outcome>,
  meaning: (outcome: Outcome) => Finding | undefined,
): Promise<Finding> {
  try {
    const outcome = await question;
    const { error, status } = outcome;
    return (
      meaning(outcome) ??
      failed(
        `Logto gave an unexpected answer: ${error || 'no error code'}, HTTP ${status}.`,
        'Try again. If this persists, look at the “Audit logs” in the Console.',
      )
    );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return failed(`Logto can't be reached: ${error.message}.`, 'Try again.');
  }
}

/** Combines findings: those that failed, otherwise all. */
function merge(findings: Finding[]): Finding {
  const wrong = findings.filter(({ status }) => status === 'failed');
  const [first] = wrong;
  const message = (of: Finding[]) => of.map((finding) => finding.message).join('\n');
  return first ? { ...first, message: message(wrong) } : ok(message(findings));
}
