/** One check taken out of the app, and the tests of which at least one must notice. */
export interface Mutation {
  file: string;
  /** What the app no longer does. */
  what: string;
  /** Code that stands in the file exactly once. */
  take: string;
  put: string;
  /** Unit tests and end-to-end specs. */
  tests: string[];
}

const relyingParty = 'tests/auth/relying-party.spec.ts';
const answers = 'tests/auth/provider-answers.spec.ts';
const responses = 'tests/auth/authorization-responses.spec.ts';
const bearer = 'tests/auth/bearer-tokens.spec.ts';
const logout = 'tests/auth/backchannel-logout.spec.ts';
const around = 'tests/auth/no-way-round.spec.ts';
const simulation = 'tests/simulation/renewals.test.ts';
const revocations = 'lib/session/revocations.test.ts';

const inFile =
  (file: string, ...tests: string[]) =>
  (what: string, take: string, put = ''): Mutation => ({ file, what, take, put, tests });

const jwt = inFile('lib/logto/jwt.ts', bearer, logout, relyingParty);
const keySet = inFile('lib/logto/key-set.ts', 'lib/logto/key-set.test.ts');
const logoutToken = inFile('lib/logto/logout-token.ts', logout);
const form = inFile('lib/http/read-form.ts', logout);
const body = inFile('lib/http/read-body.ts', logout);
const webhook = inFile('lib/logto/webhook.ts', 'lib/logto/webhook.test.ts');
const userEvents = inFile('lib/user/user-events.ts', 'tests/auth/webhook.spec.ts');
const webhookRoute = inFile('app/api/logto/webhook/route.ts', 'tests/auth/webhook.spec.ts');
const logoutRoute = inFile('app/api/logto/backchannel-logout/route.ts', logout);
const revoked = inFile('lib/session/revocations.ts', revocations);
const revokedShared = inFile('lib/session/revocations.ts', 'tests/auth/instances.spec.ts');
const expiringVersions = inFile('lib/process/expiring-versions.ts', revocations);
const realRedis = 'tests/auth/shared-store.spec.ts';
const outbox = inFile('lib/process/outbox.ts', realRedis);
const store = inFile('lib/process/shared-store.ts', realRedis);
const redis = inFile('lib/process/redis.ts', realRedis);
const redisClients = inFile('lib/process/redis-clients.ts', realRedis);
const signIn = inFile(
  'lib/logto/sign-in.ts',
  relyingParty,
  responses,
  'tests/auth/callback.spec.ts',
);
const signInStepUp = inFile('lib/logto/sign-in.ts', 'tests/auth/step-up.spec.ts');
const authentication = inFile('lib/logto/authentication.ts', 'lib/logto/authentication.test.ts');
const refresh = inFile('lib/logto/refresh.ts', 'lib/logto/refresh.test.ts', answers);
const http = inFile('lib/logto/http.ts', 'lib/logto/http.test.ts');
const tokens = inFile('lib/logto/tokens.ts', answers, relyingParty);
const session = inFile('lib/session/session-changes.ts', 'lib/session/session-changes.test.ts');
const freshness = inFile(
  'lib/session/freshness.ts',
  'lib/session/freshness.test.ts',
  'lib/session/session-changes.test.ts',
);
const cookie = inFile('lib/session/session-cookie.ts', 'lib/session/session-cookie.test.ts');
const fit = inFile('lib/session/fit-session.ts', 'lib/session/fit-session.test.ts');
const sealing = inFile('lib/session/seal.ts', 'lib/session/seal.test.ts');
const transaction = inFile('lib/session/transaction.ts', 'lib/session/transaction.test.ts');
const attributes = inFile('lib/session/cookies.ts', 'lib/session/session-cookie.test.ts');
const renewals = inFile('lib/session/renewals.ts', simulation);
const shared = inFile('lib/session/shared-renewals.ts', simulation);
const pause = inFile('lib/session/pause.ts', 'lib/session/pause.test.ts');
const returnPath = inFile('lib/http/return-path.ts', 'lib/http/return-path.test.ts');
const paths = inFile('lib/protected-paths.ts', 'lib/protected-paths.test.ts');
const requirement = inFile('lib/user/requirement.ts', 'lib/user/requirement.test.ts');
const environment = inFile('lib/environment-schema.ts', 'lib/config.test.ts');
const apiAuth = inFile('lib/api-auth.ts', bearer);
const apiAuthOfUser = inFile(
  'lib/api-auth.ts',
  'tests/auth/guards.spec.ts',
  'tests/auth/step-up.spec.ts',
);
const requests = inFile(
  'lib/http/requests.ts',
  'lib/http/requests.test.ts',
  'tests/auth/session.spec.ts',
  'tests/auth/sign-in-options.spec.ts',
);
const headers = inFile('lib/http/security-headers.ts', 'tests/auth/headers.spec.ts');
const middleware = inFile('middleware.ts', around, 'tests/auth/headers.spec.ts');
const requireUser = inFile(
  'lib/user/require-user.ts',
  'lib/user/with-user.test.ts',
  'tests/auth/guards.spec.ts',
);
const withUser = inFile('lib/user/with-user.ts', 'lib/user/with-user.test.ts');
const routeCookies = inFile('lib/http/route-cookies.ts', 'lib/http/route-cookies.test.ts');
const current = inFile('lib/user/current-session.ts', 'tests/auth/session.spec.ts', logout);

/** Every check that `lib/`, the middleware and the routes make. */
export const mutations: Mutation[] = [
  jwt(
    'the signature of a token',
    'jwtVerify(token, keys, {',
    "((jwt: string) => import('jose').then(({ decodeJwt }) => ({ payload: decodeJwt(jwt) })))(token, keys, {",
  ),
  jwt('the issuer of a token', 'issuer: getConfig().issuer,'),
  jwt('the audience of a token', '      audience,\n'),
  jwt('the type of a token', '...(typ === undefined ? {} : { typ }),'),
  jwt('the lifetime of a token', 'clockTolerance: clockToleranceSeconds', 'clockTolerance: 1e9'),
  jwt('that a token was not issued in the future', '(payload.iat ?? 0) > now()', '0 > now()'),
  {
    ...jwt('that clocks differ', 'clockTolerance: clockToleranceSeconds,'),
    tests: ['lib/logto/clocks.test.ts'],
  },
  inFile('lib/logto/client.ts', 'lib/logto/clocks.test.ts')(
    'that clocks differ',
    '{ [oidc.clockTolerance]: clockToleranceSeconds }',
    '{}',
  ),
  jwt('the algorithms of the metadata', '.filter((algorithm) => supported.includes(algorithm))'),
  keySet('a fresh look for an unknown key', 'await reload(keySet);\n    if', 'if'),
  keySet(
    'the limit of fresh looks',
    'performance.now() - shared.lookedAt > pauseMilliseconds',
    'true',
  ),
  keySet(
    'that a look that fails doesn’t count',
    'if (!hasCode(error,',
    'shared.lookedAt = performance.now();\n    if (!hasCode(error,',
  ),
  keySet(
    'how old the key set may be',
    ' || performance.now() - keySet.loadedAt > maxAgeMilliseconds',
  ),

  logoutToken('that it is for this app only', '.check(z.length(1))'),
  logoutToken('that it has an id', 'jti: text', 'jti: z.unknown()'),
  logoutToken('that it names somebody', 'sub !== undefined || sid !== undefined', 'true'),
  logoutToken('that its user is a name', 'sub: z.exactOptional(text)', 'sub: z.any()'),
  logoutToken('that its session is a name', 'sid: z.exactOptional(text)', 'sid: z.any()'),
  logoutToken('its event', "'http://schemas.openid.net/event/backchannel-logout': z.object({})"),
  logoutToken('that it has no nonce', 'nonce: z.exactOptional(z.never()),'),
  logoutToken('its type', "typ: 'logout+jwt',"),
  {
    ...logoutToken('that without keys no token is judged', 'cause instanceof AuthError ? cause : '),
    tests: ['lib/logto/key-set.test.ts'],
  },
  form('that it is a form', '(;|$)/i.test(type)', '(;|$)|/i.test(type)'),
  body('its size', 'length > maxBytes', 'length > 99 * maxBytes'),
  logoutRoute('that there is one token', ' || more.length > 0'),
  logoutRoute('that it is used once', '!(await spendLogoutToken(logout.jti, logout.exp))', 'false'),
  logoutRoute('the revocation', 'await endSessions(logout);'),

  webhook(
    'the signature',
    "timingSafeEqual(expected, Buffer.from(signature, 'hex'))",
    '!!expected',
  ),
  webhook('the form of a signature', 'if (!/^[\\da-f]{64}$/.test(signature)) return false;'),
  webhook('that an event has happened', 'seconds <= now() + clockToleranceSeconds', 'true'),
  webhook('that an event has a time since the epoch', 'seconds >= 0', 'true'),
  webhook('that an event names its user', "id !== ''", 'true'),
  webhook('whom the address names', 'params?.userId ?? data?.id', 'data?.id'),
  webhook('whether the user was let in again', 'isSuspended ? [id] : []', '[id]'),
  webhook('that it says whether', "typeof isSuspended === 'boolean'", 'true'),
  webhook('who was removed', ', ...removedUserIds'),
  webhook('who was added', '...addedUserIds, '),
  webhookRoute('that there is a key', 'webhookSigningKey === undefined', 'false'),
  webhookRoute('the signature', '!isSignedByLogto(body, signature, webhookSigningKey)', 'false'),
  userEvents('the end of sessions', 'endSessions({ sub, iat: at })', 'Promise.resolve()'),
  userEvents('that claims are outdated', 'markClaimsOutdated(sub, at)', 'Promise.resolve()'),
  userEvents('that Redis was told', 'await Promise.all(taken);'),

  revoked('when a session began', '|| origin.iat <= ofUser', '|| 0 <= ofUser'),
  revoked('the end of a single session', ': own === endingVersions.ended ||', ':'),
  revoked('the end of all of a user', 'origin.iat <= ofUser || ', ''),
  revoked('the end of one of Logto’s sessions', '|| origin.iat <= ofLogtoSession', ''),
  revoked(
    'the user, where a session’s own is unknown',
    'subWithoutSidKey(sub) : sidKey(sid),',
    "'' : sidKey(sid),",
  ),
  revoked('that what is replaced stays so', 'replaced: 2 }', 'replaced: 0 }'),
  revoked('outdated claims', '{ claimsOutdatedAt }', '{}'),
  revoked('how long an ending is remembered', ': rollingLifetimeSeconds,', ': 60,'),
  revoked('that nothing is remembered longer', 'session.refreshToken === undefined ?', '1 > 2 ?'),
  inFile('lib/session/logout-tokens.ts', revocations)(
    'that a logout token is used once',
    'logoutTokensInProcess.setIfNewer(jti, 1, seconds)',
    'true',
  ),
  expiringVersions(
    'that a version is not lowered',
    '>= version) return false',
    '> 1e12) return false',
  ),
  expiringVersions('that versions are forgotten', 'this.#versions.delete(key)', 'void key'),
  revokedShared('what other instances know', 'if (!store) return toStanding', 'return toStanding'),
  outbox('what Redis was not told', 'this.#entries.set(key, entry, { ttl: seconds * 1000 });'),
  outbox('that the highest version waits', '!waiting || waiting.version < entry.version', 'true'),
  outbox('that one key holds up no other', 'this.#entries.get(key);\n', 'this.get(key);\n'),
  store('that only a primary is read', "= 'getex';", "= 'get';"),
  store('a Redis without GETEX', '!isWithoutGetex(error)', 'true'),
  store('which version stays', 'version >= tonumber(ARGV[1])', 'false'),
  store('that a lock has one owner', "'NX', "),
  store('that a command may come twice', "redis.call('get', KEYS[1]) == ARGV[1] and 1 or 0", '0'),
  store('who keeps a lock', "== ARGV[1] and redis.call('pexpire'", "and redis.call('pexpire'"),
  store('who frees a lock', "== ARGV[1] and redis.call('del'", "and redis.call('del'"),
  store('that a lock in doubt is freed', 'void releaseLock(key, owner);'),
  redis('that a replica is left', "if (code === 'READONLY') this.#reconnectFromReplica(error);"),
  redis('that a cluster is asked', "if (code === 'MOVED') this.#turnToCluster();"),
  redis('how long a command may take', ', deadline]);', ']);'),
  redis('why the connection failed', 'new RedisFailure(error, trouble)', 'new RedisFailure(error)'),
  redisClients('that a dead connection is given up', 'socketTimeout: stallMilliseconds,'),
  redisClients('what was under way', 'maxRetriesPerRequest: 1', 'maxRetriesPerRequest: 0'),
  inFile('lib/process/outside-request.ts', 'lib/process/outside-request.test.ts')(
    'that nothing keeps a request',
    'AsyncLocalStorage.snapshot()',
    '(make) => make()',
  ),
  inFile('lib/process/expiring-versions.ts', 'lib/process/expiring-versions.test.ts')(
    'how much memory a key takes',
    'Buffer.from(key).toString()',
    'key',
  ),
  inFile('lib/errors.ts', 'lib/errors.test.ts')(
    'errors of another bundle',
    "value instanceof Error && value.name === 'AuthError'",
    'super[Symbol.hasInstance](value)',
  ),

  signIn('nonce', 'expectedNonce: pending.nonce,'),
  signIn('PKCE', 'pkceCodeVerifier: pending.codeVerifier,'),
  inFile('lib/user/complete-sign-in.ts', 'tests/auth/callback.spec.ts')(
    'that a code is exchanged once',
    'isEnough: () => true,',
    'isEnough: () => false,',
  ),
  {
    ...signIn('the age of the sign-in', 'maxAge !== undefined && !', 'maxAge === 1e12 && !'),
    tests: ['tests/auth/checks.spec.ts'],
  },
  refresh('that it is about the same user', 'renewed.sub !== old.sub || '),
  refresh('the nonce of a new ID token', ' || !sameNonce'),
  refresh('when the user signed in', ' || !sameAuthTime'),
  refresh('that what was rotated is kept', 'await spending.after(received);', 'return response;'),
  refresh('that a renewed ID token gains `auth_time`', 'old.auth_time === undefined ||'),
  tokens(
    'that a token does not end on arrival',
    'lifetimeSeconds <= 0 || idTokenLifetimeSeconds',
    'idTokenLifetimeSeconds',
  ),
  {
    ...tokens(
      'that `expires_in` may be missing',
      'expires_in = lifetimeSecondsOf(value)',
      'expires_in = 0',
    ),
    tests: ['lib/logto/tokens.test.ts'],
  },
  inFile('lib/logto/userinfo.ts', answers)(
    'whom userinfo is about',
    'accessToken, subject)',
    "accessToken, (await import('openid-client')).skipSubjectCheck)",
  ),
  http('the size of an answer', 'bytes > bodyLimitBytes', 'bytes > 1e12'),
  http('that a code is never sent twice', '      mayHaveArrived &&\n'),
  http('that a code isn’t sent again after a break', 'mayHaveArrived && broken', 'broken'),
  http('when it is too late for a refresh', '> repetitionDeadline', '> 1e9 + repetitionDeadline'),
  http(
    'that a blip is waited for',
    'if (!(await answer.then(isWorthIt, isWorthIt))) break;',
    'break;',
  ),
  inFile('lib/logto/client.ts', 'tests/auth/provider-failures.spec.ts')(
    'the time an answer may take',
    '      timeout: timeoutSeconds,\n',
  ),
  inFile('lib/logto/client.ts', answers)(
    'the time the answer to a refresh may take',
    '  client.timeout = timeoutSeconds;\n',
  ),

  tokens('the kind of an access token', " || type !== 'bearer'"),
  tokens('whom an ID token was issued to', ' || (azp !== undefined && azp !== appId)'),
  jwt('the type of an ID token', 'typ === undefined && !/^JWT$/', 'false && !/^JWT$/'),
  {
    ...middleware('thousands of cookies for a route handler', "source: '/(.*)'", "source: '/x'"),
    tests: ['tests/auth/cookies.spec.ts'],
  },
  inFile('lib/user/renew-session.ts', 'tests/auth/webhook.spec.ts')(
    'that tokens for organizations are asked for anew with the claims',
    "wanted === 'claims' ? { ...latest, accessTokens: {} } : latest",
    'latest',
  ),
  inFile('app/api/logto/sign-in/route.ts', 'tests/auth/session.spec.ts')(
    'that a sign-in begins where its callback will be',
    'mayBeElsewhere(request) && ',
    'false && ',
  ),
  inFile('app/api/logto/sign-in/route.ts', 'tests/auth/session.spec.ts')(
    'that it is sent there once',
    ' && !query.has(movedParameter)',
  ),
  inFile('app/api/logto/sign-in/route.ts', 'tests/auth/sign-in-options.spec.ts')(
    'what is to be shown',
    ' || !asksForDocument(request)',
  ),
  middleware('malformed encoding', 'if (!isWellEncoded(pathname))', 'if (false)'),
  freshness('that a session ends', 'session.expiresAt > now()', 'session.expiresAt > 0'),
  session('its life since the last refresh', 'renewedAt + rollingLifetimeSeconds', 'Infinity'),
  session('its life in all', 'base.signedInAt + absoluteLifetimeSeconds', 'Infinity'),
  session('its life without a refresh token', '? idTokenExpiresAt : ', '? Infinity : '),
  freshness('that claims grow old', 'session.idTokenExpiresAt <= now()', 'false'),
  freshness(
    'that a token grows stale',
    "(until === 'fresh' ? token.staleAt : token.expiresAt - 1) > now()",
    'true',
  ),
  cookie('that a session ends', 'session && isAlive(session) ? session : null', 'session ?? null'),
  fit(
    'the size of the cookies',
    "sealedBytes('session', packed)) <= budgetBytes",
    "sealedBytes('session', packed)) <= 1e9",
  ),
  fit('that claims of the protocol stay', '!protocolClaims.includes(name)', "name !== 'sub'"),
  fit('room for access tokens', 'sessionBudgetBytes - accessTokenBytes', 'sessionBudgetBytes'),
  fit('that an ID token with less is not whole', 'omittedClaims: [', 'x: ['),
  sealing('what a seal is for', 'content?.kind === kind', 'content'),
  sealing('that a seal ends', 'Math.max(1, lifetimeSeconds)', 'lifetimeSeconds'),
  {
    ...sealing('that the first secret seals', 'sessionSecrets.slice(0, 1)', 'sessionSecrets'),
    tests: ['lib/session/tampering.test.ts'],
  },
  inFile('lib/session/compression.ts', 'lib/session/compression.test.ts')(
    'how much a few bytes may become',
    ', maxOutputLength: packedLimitBytes',
  ),
  inFile('lib/session/packed-session.ts', 'lib/session/packed-session.test.ts')(
    'that a token comes back as it was',
    'jwt !== undefined && joinJwt(jwt) === token',
    'jwt !== undefined',
  ),
  inFile('lib/session/chunked-cookie.ts', 'lib/session/session-cookie.test.ts')(
    'that nothing is left of another shape',
    '!kept.includes(part)',
    'false',
  ),
  attributes('HttpOnly', 'httpOnly: true', 'httpOnly: false'),
  attributes('Secure', 'secure: getConfig().secure', 'secure: false'),
  attributes('SameSite', "sameSite: 'lax'", "sameSite: 'none'"),
  attributes('the __Host- prefix', '`__Host-${name}`', 'name'),
  transaction('the whole state', 'transaction?.state === state', 'transaction'),
  transaction(
    'how long a sign-in may take',
    'const lifetimeSeconds = 10 * 60',
    'const lifetimeSeconds = 1e9',
  ),
  transaction(
    'that it serves once',
    "  cookies.set(cookie.name, '', cookieAttributes(0));\n  const transaction",
    '  const transaction',
  ),
  transaction('how many there may be', 'bytes > limitBytes', 'false'),
  inFile('lib/session/opened-seals.ts', 'lib/session/opened-seals.test.ts')(
    'how many seals are remembered',
    '{ max: maxOpenedSeals }',
    '{ max: 1e6 }',
  ),
  inFile('lib/user/claims-of.ts', 'lib/user/claims-of.test.ts')(
    'that claims which requests share can’t be changed',
    'deepFreeze(decode(session))',
    'decode(session)',
  ),
  renewals('the queue', 'if (queue) queue.push(waiter);', 'if (false) return;'),
  inFile('lib/session/renewals.ts', 'tests/auth/races.spec.ts')(
    'that waiters share a failure',
    'waiter.attempt.concernsAll(error) ? queue.length : 1',
    '1',
  ),
  renewals('that a rotated refresh token is kept', '        this.#remember(changed);\n'),
  renewals('that what ended does not come back', "if (ending === 'ended')", 'if (false)'),
  renewals('that what was replaced does not come back', "if (ending === 'replaced')", 'if (false)'),
  renewals(
    'that the newest state is read where several share it',
    ' && (isNewest || !this.#shared)',
  ),
  shared(
    'the lock',
    'while (!(await this.#store.acquireLock(key, owner, lockMilliseconds)))',
    'while (false)',
  ),
  shared('that a process that was stopped asks for its lock', 'if (!isHeld(lock))', 'if (false)'),
  refresh('what comes right before a refresh token is spent', '      spending.before();\n'),
  renewals(
    'that one answer removes the cookie',
    "if (!(await this.#endings.endSession(state, 'replaced')))",
    "await this.#endings.endSession(state, 'replaced');\n      if (false)",
  ),
  shared('the heartbeat', 'void keepAlive()', 'undefined'),
  shared('that a lock ends by itself', 'lockMilliseconds = 2_000', 'lockMilliseconds = 60_000'),
  shared(
    'the state of other instances',
    'held && (await this.#codec.decode(held.value))',
    'undefined',
  ),
  pause('that a pause is sealed', "await unseal('pause', pauseSchema, text)", 'JSON.parse(text)'),
  pause('whose pause it is', 'pause?.id === session.id && '),
  pause('its end', 'secondsLeft > 0 && '),
  freshness(
    'that outdated claims serve for an hour',
    'session.idTokenExpiresAt + outdatedClaimsSeconds > now()',
    'true',
  ),
  freshness('that clocks are set back', 'session.renewedAt > now() + recentSeconds;', 'false;'),
  inFile('lib/user/complete-sign-in.ts', 'tests/auth/races.spec.ts')(
    'that a sign-in replaces the session',
    'if (before && before.id !== id) await replace(before);',
  ),
  current(
    'revocation',
    'return ending === undefined ? { session, ...standing } : null;',
    'return { session, ...standing };',
  ),
  {
    ...current(
      'that Redis is asked',
      'const current = await getCurrentSession();',
      'const current = await getCurrentSession().catch(() => null);',
    ),
    tests: ['tests/auth/instances.spec.ts'],
  },
  requireUser(
    'that somebody is signed in',
    'await requireUpToDateSession();',
    "await requireUpToDateSession().catch(() => ({ idToken: 'e30.eyJzdWIiOiJ4IiwiaXNzIjoieCIsImF1ZCI6IngiLCJleHAiOjEsImlhdCI6MX0.' }) as never);",
  ),
  {
    ...requireUser(
      'that what was left out is not said to be missing',
      'omittedClaims?.includes(',
      '[""].includes(',
    ),
    tests: ['tests/auth/size.spec.ts'],
  },
  requireUser(
    'that a requirement asks for something',
    'parseRequirement(requirement)',
    'requirement',
  ),
  requireUser('a right', 'if (missing)', 'if (false)'),
  requireUser('when and how the user signed in', '!meetsAuthentication(claims, required)', 'false'),
  authentication('what is too long ago', 'age <= maxAge + clockToleranceSeconds', 'true'),
  authentication('what is in the future', 'age >= -clockToleranceSeconds', 'true'),
  authentication(
    'what is not known',
    'if (authTime === undefined) return false;',
    'authTime ??= now();',
  ),
  authentication('a time after the token’s own', ' && authTime <= iat'),
  authentication('a level', 'acr === wanted ||', 'true ||'),
  authentication(
    'that a level is one of those asked for',
    '.some((wanted) => meetsAcr(acr, wanted))',
    '.length > 0',
  ),
  session('that no refresh makes a sign-in younger', '(said.auth_time ?? 0) > origin.iat', 'false'),
  session(
    'that a refresh changes nothing of a sign-in',
    '{ ...said, ...known }',
    '{ ...known, ...said }',
  ),
  session('that a refresh loses nothing of a sign-in', '{ ...said, ...known }', 'said'),
  inFile('lib/user/claims-of.ts', 'lib/user/claims-of.test.ts')(
    'what the session knows of the sign-in',
    '{ ...claims, ...authentication }',
    'decodeIdToken(idToken)',
  ),
  inFile('app/api/logto/callback/route.ts', 'tests/auth/step-up.spec.ts')(
    'that the level that was asked for came',
    '!meetsAnyAcr(session.authentication, transaction.acrValues)',
    'false',
  ),
  signInStepUp('that Logto knows the level', '!isSupported(client, acrValues)', 'false'),
  apiAuthOfUser(
    'the organization of a token',
    'claims.organization_id !== organizationId',
    'false',
  ),
  apiAuthOfUser('when and how its user signed in', 'meetsAuthentication(claims, required)', 'true'),
  {
    ...apiAuth('that a requirement is one', 'if (!required)', 'if (false)'),
    tests: ['lib/api-auth.test.ts'],
  },
  requireUser('a permission in an organization', ' ?? (await missingPermission(required))'),
  withUser('what a route requires', 'requireUser(await requirementFor(params))', 'requireUser()'),
  withUser('that a page of the app asks', 'changesSomething(request) && ', 'false && '),
  withUser('that nobody keeps an answer', 'withPrivateHeaders(response)', 'response'),
  withUser('that Next answers what is its to answer', 'unstable_rethrow(error);'),
  {
    ...routeCookies(
      'that no token is spent once the answer is made',
      'running.getStore()?.isSent',
      'false',
    ),
    tests: ['lib/user/with-user.test.ts'],
  },
  routeCookies('cookies in a route’s answer', 'cookies.addTo(response.headers);'),
  {
    ...routeCookies('cookies where a route ends in a redirect', 'await cookies.handOver();'),
    tests: ['tests/auth/refresh.spec.ts'],
  },
  middleware(
    'that a page of the app calls an action',
    'changesSomething(request) && ',
    'false && ',
  ),
  requirement('a role', '!roles?.includes(role)', 'false'),
  requirement('a membership', '!organizations?.includes(id)', 'false'),
  requirement(
    'a role in an organization',
    'organizationRoles?.includes(`${id}:${roleThere}`)',
    'true',
  ),
  apiAuth('scopes', 'scopes.every((scope) => granted.includes(scope))', 'scopes.length > 0'),
  {
    ...apiAuth(
      'that without keys no token is judged',
      "if (error instanceof AuthError) return jsonError(new AuthError('unavailable'));",
    ),
    tests: ['lib/logto/key-set.test.ts'],
  },
  apiAuth('the type of an access token', ", typ: 'at+jwt'"),
  apiAuth(
    'that a token is shown',
    'if (token === undefined) return challenge(401);',
    'if (token === undefined) return { sub: "x" } as never;',
  ),

  returnPath('that it is a path', "if (!value?.startsWith('/'))", 'if (!value)'),
  returnPath('its origin', 'url?.origin !== base.origin || ', '!url || '),
  returnPath('two slashes', '|| /^\\/[/\\\\]/.test(url.pathname)', ''),
  returnPath('that it leads to no sign-in', 'neverBackTo.some(', '[].some('),
  returnPath('encoded spellings', 'decodePath(url.pathname).to', 'url.pathname.to'),
  paths('encoded spellings', 'path = decodeURIComponent(pathname);'),
  paths('another case', '.toLowerCase()'),
  paths('doubled slashes', ".replace(/[/\\\\]+/g, '/')"),
  paths('what the router fetches', '(?:segments|prefetch|rsc|action)', '(?:x)'),
  paths('what lies below', ' || path.startsWith(`${entry}/`)'),
  requests('the origin of a form', 'return origin === baseUrl ||', 'return true ||'),
  requests(
    'the app’s other domains',
    " || (secure && origin === `https://${headers.get('host') ?? ''}`)",
  ),
  requests('that those are on https', 'secure && origin', 'origin'),
  requests('what is to be shown', "?? 'document') === 'document'", "?? 'document') !== 'x'"),
  requests('how many cookies there may be', '{200}', '{2000}'),
  requests('where a form comes from', "=== 'same-origin'", "!== 'x'"),
  requests('prefetches', "headers.has('next-router-prefetch') ||"),
  requests('fetches by the router', "request.headers.has('rsc')", 'false'),
  headers('frame-ancestors', '    "frame-ancestors \'none\'",\n'),
  headers('object-src', '    "object-src \'none\'",\n'),
  headers('base-uri', '    "base-uri \'none\'",\n'),
  headers('form-action', "    `form-action 'self' ${config.endpoint}`,\n"),
  headers('strict-dynamic', " 'strict-dynamic'"),
  middleware('the guard', 'isProtected(pathname) && ', 'false && '),
  middleware('the path header', '  headers.set(requestPathHeader, path);\n'),
  middleware('HSTS', '  if (getConfig().secure)\n', '  if (false)\n'),
  inFile('app/profile/page.tsx', 'tests/app-rules.test.ts')(
    'a page’s own guard',
    'await requireUser()',
    '({ iat: 0, exp: 0 })',
  ),
  inFile('app/api/logto/sign-out/route.ts', 'tests/auth/session.spec.ts')(
    'that the app itself asks',
    '!isSameOrigin(request)',
    'false',
  ),
  inFile('app/api/logto/sign-out/route.ts', 'tests/auth/session.spec.ts')(
    'that copies of the cookie end',
    "await endSession(session, 'replaced');",
  ),
  inFile('app/api/logto/callback/route.ts', 'tests/auth/callback.spec.ts')(
    'that a sign-in was begun here',
    'if (!transaction) {',
    'if (!transaction && !answer.has("code")) {',
  ),
  inFile('lib/logto/token-target.ts', 'lib/logto/token-target.test.ts')(
    'that a resource is configured',
    '!resources.some((known) => known === target.resource)',
    'false',
  ),

  inFile('lib/logto/token-target.ts', 'lib/logto/token-target.test.ts')(
    'that an organization has an id',
    '!isOrganizationId(target.organizationId)',
    'false',
  ),
  inFile('lib/logto/token-target.ts', 'lib/logto/token-target.test.ts')(
    'that a token on behalf of an organization has a key of its own',
    '[resource, organization]',
    '[resource ?? organization]',
  ),
  inFile('lib/http/responses.ts', 'tests/auth/checks.spec.ts')(
    'that nobody keeps an answer',
    "  'Cache-Control': 'private, no-store',\n",
  ),
  inFile(
    'lib/http/responses.ts',
    around,
    'tests/auth/checks.spec.ts',
    'tests/auth/open-redirects.spec.ts',
  )('that redirects stay on BASE_URL', 'getConfig().baseUrl + location', 'location'),
  environment('https', "url.protocol !== 'https:' && ", 'false && '),
  environment('that an address is an origin', 'url.href !== `${url.origin}/`', 'false'),
  environment('example values', 'examples.includes(url.origin)', 'false'),
  environment('example secrets', 'examples.includes(secret)', 'false'),
  environment('the length of a secret', 'secret.length < 32', 'false'),
  environment('numbers of secrets', 'secrets.some((other) => other.id === id)', 'false'),
];
