import { demoAccounts, demoResources, demoScopes } from './logto/seed';
import { startLocalLogto } from './logto/server';
import { State } from './logto/state';

/**
 * Starts the local Logto for the app that has this environment. It listens on the port after the app's.
 * `LOCAL_LOGTO_WEBHOOK_URL` names a further address that gets a copy of each webhook, for example of another service that
 * you develop.
 * @returns the local Logto, the variables that the app needs for it, and the lines for the terminal
 */
export async function startLogtoFor(env: NodeJS.ProcessEnv, appPort: number) {
  const port = appPort + 1;
  const file = `.next/cache/local-logto-${port}.json`;
  const state = new State(`http://localhost:${port}`, file);
  const words = (name: string) => env[name]?.split(/\s+/).filter(Boolean) ?? [];
  const requested = { resources: words('LOGTO_RESOURCES'), scopes: words('LOGTO_SCOPES') };
  const variables = {
    LOGTO_APP_ID: 'local-demo-app',
    LOGTO_APP_SECRET: state.secretFor('application'),
    LOGTO_RESOURCES: [...new Set([...demoResources, ...requested.resources])].join(' '),
    LOGTO_SCOPES: [...new Set([...demoScopes, ...requested.scopes])].join(' '),
    LOGTO_WEBHOOK_SIGNING_KEY: env['LOGTO_WEBHOOK_SIGNING_KEY'] ?? state.secretFor('webhook'),
    SESSION_SECRET: env['SESSION_SECRET'] ?? state.secretFor('session'),
  };
  const webhookUrl = env['LOCAL_LOGTO_WEBHOOK_URL'];
  const logto = await startLocalLogto({
    port,
    app: {
      id: variables.LOGTO_APP_ID,
      secret: variables.LOGTO_APP_SECRET,
      baseUrl: env['BASE_URL'] ?? '',
      localUrl: `http://localhost:${appPort}`,
    },
    requested,
    webhookSigningKey: variables.LOGTO_WEBHOOK_SIGNING_KEY,
    ...(webhookUrl && { webhookUrl }),
    settings: { stepUp: true },
    state,
  });
  const { endpoint, machine } = logto;
  const accounts = demoAccounts.map(
    ({ username, password, description }) =>
      `    ${username.padEnd(7)} ${password.padEnd(14)} ${description}`,
  );
  const summary = `  Logto   ${endpoint}   for development only

  Demo accounts
${accounts.join('\n')}

  Change, suspend or delete users: ${endpoint}/console
  Mail to users: ${endpoint}/console/outbox
  Start with fresh data: delete ${file}
  Use your own Logto: npm run setup`;
  return {
    logto,
    variables: {
      ...variables,
      LOGTO_ENDPOINT: endpoint,
      LOGTO_M2M_APP_ID: machine.id,
      LOGTO_M2M_APP_SECRET: machine.secret,
    },
    summary,
  };
}
