/** One check or mechanism taken out of the app, and the tests of which at least one must notice. */
export interface Mutation {
  file: string;
  /** The check that the app no longer has. */
  what: string;
  /** Code that is in the file exactly once. */
  take: string;
  put: string;
  /** Unit tests and end-to-end specs. */
  tests: string[];
  /** A pattern for the titles of the end-to-end tests to run; without it, all of these files. */
  only?: string;
}

const routes = 'tests/machine/sign-in-routes.test.ts';
const tokenChecks = 'lib/logto/token-checks.test.ts';
const simulation = 'tests/machine/simulation/renewals.test.ts';
const sessions = 'lib/user/current-session.test.ts';
const guard = 'lib/user/with-user.test.ts';
const stores = 'lib/session/store.test.ts';

const inFile =
  (file: string, ...tests: string[]) =>
  (what: string, take: string, put = ''): Mutation => ({ file, what, take, put, tests });

/** Has other tests notice a mutation than most of its file's. */
const noticedBy = (mutation: Mutation, test: string, only?: string): Mutation => ({
  ...mutation,
  tests: [test],
  ...(only !== undefined && { only }),
});

// Logto
const jwt = inFile('lib/logto/jwt.ts', tokenChecks);
const keySet = inFile('lib/logto/jwt.ts', 'lib/logto/jwt.test.ts');
const logoutToken = inFile('lib/logto/logout-token.ts', tokenChecks);
const webhook = inFile('lib/logto/webhook.ts', 'lib/logto/webhook.test.ts');
const signIn = inFile('lib/logto/sign-in.ts', tokenChecks);
const authentication = inFile('lib/logto/authentication.ts', 'lib/logto/authentication.test.ts');
const refresh = inFile('lib/logto/tokens.ts', 'lib/logto/refresh.test.ts');
const management = inFile('lib/logto/management.ts', 'lib/logto/management.test.ts');
const http = inFile('lib/logto/client.ts', 'lib/logto/client.test.ts');
const tokens = inFile('lib/logto/tokens.ts', 'lib/logto/tokens.test.ts', tokenChecks);
const environment = inFile('lib/environment-schema.ts', 'lib/config.test.ts');
const apiAuth = inFile('lib/api-auth.ts', tokenChecks);

// Organizations
const changes = inFile('lib/user/changes.ts', 'lib/user/changes.test.ts');
const organizations = inFile(
  'app/(organizations)/organizations-api.ts',
  'tests/machine/organizations/members.spec.ts',
);
const invitations = inFile(
  'app/(organizations)/invitations-api.ts',
  'tests/machine/organizations/members.spec.ts',
);
const organizationActions = inFile(
  'app/(organizations)/organizations/[id]/actions.ts',
  'tests/machine/organizations/members.spec.ts',
);

// The session
const session = inFile('lib/session/session.ts', 'lib/session/session.test.ts');
const cookie = inFile('lib/session/session-cookie.ts', 'lib/session/session-cookie.test.ts');
const sealing = inFile('lib/session/seal.ts', 'lib/session/seal.test.ts');
const sealedSession = inFile('lib/session/seal.ts', 'lib/session/sealed-session.test.ts');
const cookies = inFile(
  'lib/session/cookies.ts',
  'lib/session/session-cookie.test.ts',
  'lib/session/cookies.test.ts',
  'lib/session/transaction.test.ts',
);
const transaction = inFile('lib/session/transaction.ts', 'lib/session/transaction.test.ts');
const parts = inFile('lib/session/store-parts.ts', 'lib/session/store-parts.test.ts', stores);
const memory = inFile('lib/session/memory-store.ts', stores);
const redisStore = inFile('lib/session/redis-store.ts', stores);
const redisLock = inFile('lib/session/redis-store.ts', 'lib/session/redis-lock.test.ts');
const script = inFile(
  'lib/session/redis-scripts.ts',
  'tests/machine/simulation/simulated-redis.test.ts',
  stores,
);
const redis = inFile('lib/session/redis.ts', 'tests/machine/auth/redis-connection.spec.ts');
const renewal = inFile('lib/session/renew.ts', 'lib/session/renew.test.ts');

// The user
const current = inFile('lib/user/current-session.ts', sessions, guard);
const accessToken = inFile('lib/user/access-token.ts', sessions);
const refreshRedirect = inFile('lib/user/refresh-redirect.ts', sessions);
const context = inFile('lib/user/request-context.ts', guard, sessions);
const requireUser = inFile('lib/user/require-user.ts', guard, sessions);
const requirement = inFile('lib/user/requirement.ts', 'lib/user/requirement.test.ts');
const withUser = inFile('lib/user/with-user.ts', guard);
const userInfo = inFile('lib/user/user-info.ts', sessions);
const auth = inFile('lib/auth.ts', sessions);

// HTTP
const body = inFile('lib/http/read-body.ts', routes);
const returnPath = inFile('lib/http/return-path.ts', 'lib/http/return-path.test.ts');
const paths = inFile('lib/protected-paths.ts', 'lib/protected-paths.test.ts');
const origin = inFile('lib/http/origin.ts', 'lib/http/origin.test.ts');
const fetchMetadata = inFile('lib/http/fetch-metadata.ts', 'lib/http/fetch-metadata.test.ts');
const response = inFile('lib/http/response.ts', 'lib/http/response.test.ts');
const headers = inFile('lib/http/security-headers.ts', 'lib/http/security-headers.test.ts');
const middleware = inFile('middleware.ts', 'tests/machine/middleware.test.ts');

// The sign-in routes
const signInRoute = inFile('app/api/logto/sign-in/route.ts', routes);
const callback = inFile('app/api/logto/callback/route.ts', routes);
const refreshRoute = inFile('app/api/logto/refresh/route.ts', routes);
const signOutRoute = inFile('app/api/logto/sign-out/route.ts', routes);
const logoutRoute = inFile('app/api/logto/backchannel-logout/route.ts', routes);
const webhookRoute = inFile('app/api/logto/webhook/route.ts', routes);

/** Every check that `lib/`, the middleware and the routes make. */
export const mutations: Mutation[] = [
  jwt(
    'the signature of a token',
    'await jwtVerify(token, await getKeyFinder(source), {',
    "((jwt: string, ..._: unknown[]) => ({ payload: errors && JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()), protectedHeader: {} as { typ?: string } }))(token, {",
  ),
  jwt('the issuer of a token', 'issuer: getConfig().issuer,'),
  jwt('the audience of a token', '    audience,\n'),
  jwt('the type of a token', '...(typ !== undefined && { typ }),'),
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
  keySet(
    'that a new key in Logto’s own answer is looked for at once',
    "source === 'logto' && keys.coolingDown",
    'false',
  ),
  keySet(
    'that unknown keys in requests are not looked for at once',
    "source === 'logto' && keys",
    'keys',
  ),
  keySet('that one look for a new key is enough', ' && keys.coolingDown'),
  keySet('the pause between two looks', 'cooldownDuration: 5_000', 'cooldownDuration: 0'),
  keySet('that a look for a new key happens', 'cooldownDuration: 5_000', 'cooldownDuration: 1e9'),
  keySet(
    'that without keys no token is judged',
    "!hasCode(error, 'ERR_JWKS_NO_MATCHING_KEY')) throw toAuthError(error)",
    "!hasCode(error, 'ERR_JWKS_NO_MATCHING_KEY')) throw error",
  ),
  keySet(
    'that a token without a key id is invalid',
    "if (hasCode(error, 'ERR_JWKS_MULTIPLE_MATCHING_KEYS')) throw error;",
  ),
  keySet(
    'how old the key set may be by the monotonic clock',
    '{ max: 2, ttl, ',
    '{ max: 2, ttl: 1e12, ',
  ),
  keySet('how old it may be by the system’s clock', 'keys.fresh ? ', 'keys ? '),
  logoutToken('that it is for this app only', '.length(1)'),
  logoutToken('that it has an id', 'jti: text', 'jti: z.unknown()'),
  logoutToken('that it names somebody', 'sub !== undefined || sid !== undefined', 'true'),
  logoutToken('that its user is a name', 'sub: text.exactOptional()', 'sub: z.any().optional()'),
  logoutToken('that its session is a name', 'sid: text.exactOptional()', 'sid: z.any().optional()'),
  logoutToken('its event', "'http://schemas.openid.net/event/backchannel-logout': z.object({})"),
  logoutToken('that it has no nonce', 'nonce: z.never().exactOptional(),'),
  logoutToken('its type', ", typ: 'logout+jwt' }", ' }'),
  {
    ...logoutToken('that without keys no token is judged', 'cause instanceof AuthError ? cause : '),
    tests: ['lib/logto/jwt.test.ts'],
  },
  body('that it is a form', '(;|$)/i.test(type)', '(;|$)|/i.test(type)'),
  body('its size', 'length > maxBytes', 'length > 99 * maxBytes'),
  webhook(
    'the signature',
    "timingSafeEqual(expected, Buffer.from(signature, 'hex'))",
    '!!expected',
  ),
  webhook('the form of a signature', 'if (!/^[\\da-f]{64}$/.test(signature)) return false;'),
  webhook('that an event has happened', 'toSeconds(time) <= now() + clockToleranceSeconds', 'true'),
  webhook('that an event has a time since the epoch', 'time.getTime() >= 0', 'true'),
  webhook('that an event names its user', 'if (id === undefined) context', 'if (false) context'),
  webhook('whom the address names', 'params?.userId ?? data?.id', 'data?.id'),
  webhook('whether the suspension has ended', "event.data['isSuspended'] === true", 'true'),
  webhook('that it says whether', "typeof data?.['isSuspended'] !== 'boolean'", 'false'),
  webhook('who was removed', ', ...event.removedUserIds'),
  callback('the owner’s onSignIn', '    await runOnSignIn(tokens);\n'),
  callback(
    'that a code is used once',
    '!(await store.useOnce(`code:${id}`, maxCodeSeconds))',
    'false',
  ),
  callback('that onSignIn gets a copy', 'structuredClone(claims)', 'claims'),
  callback(
    'that onSignIn may refuse',
    "throw new AuthError('sign_in_hook_failed', { cause });",
    'return void cause;',
  ),
  webhookRoute('the owner’s onUserEvent', 'await onUserEvent?.(event);', 'onUserEvent;'),
  webhookRoute('that onUserEvent may fail', 'if (!hasRun) return', 'if (false) return'),
  webhook('who was added', '...event.addedUserIds, '),
  inFile('lib/process-wide.ts', 'lib/process-wide.test.ts')(
    'that nothing keeps a request',
    'AsyncLocalStorage.snapshot()',
    '(make) => make()',
  ),
  inFile('lib/errors.ts', 'lib/errors.test.ts')(
    'errors of another bundle',
    'value instanceof Error && brand in value',
    'super[Symbol.hasInstance](value)',
  ),
  inFile('lib/errors.ts', 'lib/errors.test.ts')(
    'errors of another library',
    'brand in value',
    "value.name === 'AuthError'",
  ),
  signIn('nonce', 'expectedNonce: nonce,'),
  signIn('PKCE', 'pkceCodeVerifier: codeVerifier,'),
  signIn('the age of the sign-in', 'maxAge !== undefined && !', 'maxAge === 1e12 && !'),
  refresh('that it is about the same user', 'sub !== before.sub || '),
  refresh('the nonce of a new ID token', ' || !sameNonce'),
  refresh('when the user signed in', ' || !sameAuthTime'),
  refresh(
    'that what was rotated is kept',
    'await hooks.onRotated(data.refresh_token);',
    'return response;',
  ),
  refresh('that a renewed ID token gains `auth_time`', ' ?? auth_time);', ');'),
  tokens(
    'that a token does not end on arrival',
    'lifetimeSeconds <= 0 || idTokenLifetimeSeconds',
    'idTokenLifetimeSeconds',
  ),
  tokens(
    'that `expires_in` may be missing',
    'answer.expires_in ?? assumedLifetimeSeconds',
    'answer.expires_in ?? 0',
  ),
  inFile('lib/logto/client.ts', tokenChecks)(
    'whom userinfo is about',
    'accessToken, subject)',
    'accessToken, oidc.skipSubjectCheck)',
  ),
  http('the size of an answer', 'bytes > bodyLimitBytes', 'bytes > 1e12'),
  http('that a code is never sent twice', 'return mayArriveTwice && ', 'return '),
  http('that a code isn’t sent again after a break', 'mayArriveTwice && broken', 'broken'),
  http('when it is too late for a refresh', '> repetitionDeadline', '> 1e9 + repetitionDeadline'),
  http('that a request is repeated', 'if (!mayRepeat(options, outcome)) ', ''),
  http('that Logto may ask for a pause', "!outcome.headers.has('retry-after')", 'true'),
  management(
    'the check of a path',
    '!path.every((segment) => segmentPattern.test(segment))',
    'false',
  ),
  management(
    'that a refused token is forgotten',
    'if ([401, 403].includes(response.status)) tokens.clear();',
  ),
  environment(
    'that the Management API needs both variables',
    '(is.LOGTO_M2M_APP_ID === undefined) === (is.LOGTO_M2M_APP_SECRET === undefined)',
    'true',
  ),
  inFile('lib/logto/client.ts', 'tests/machine/auth/provider-failures.spec.ts')(
    'the time an answer may take',
    '    timeout: timeoutSeconds,\n',
  ),
  inFile('lib/logto/client.ts', 'lib/logto/refresh.test.ts')(
    'the time the answer to a refresh may take',
    '  client.timeout = timeoutSeconds;\n',
  ),
  tokens('a time of sign-in after the token’s own', 'authTime > iat', 'false'),
  tokens('the kind of an access token', " || answer.token_type !== 'bearer'"),
  tokens('whom an ID token was issued to', ' || (azp !== undefined && azp !== appId)'),
  jwt('the type of an ID token', 'typ === undefined && !/^JWT$/', 'false && !/^JWT$/'),
  refresh('what runs right before a refresh token is used', '      hooks.beforeUse();\n'),
  authentication('what is too long ago', 'age <= maxAge + maxAgeToleranceSeconds', 'true'),
  authentication('what is in the future', 'age >= -maxAgeToleranceSeconds', 'true'),
  authentication(
    'that it is exact to a minute',
    'maxAgeToleranceSeconds = 60',
    'maxAgeToleranceSeconds = 180',
  ),
  authentication(
    'what is not known',
    'if (authTime === undefined) return false;',
    'authTime ??= now();',
  ),
  authentication('a level', 'met.includes(wanted)', 'met !== undefined && wanted !== ""'),
  authentication(
    'that a higher level meets a lower one',
    ', ...levels.slice(0, ',
    ', ...levels.slice(9, ',
  ),
  authentication(
    'that a level is one of those asked for',
    '.some((wanted) => met.includes(wanted))',
    '.length > 0',
  ),
  signIn(
    'that Logto knows the level',
    '.some(isSupported) === false',
    '.some(isSupported) === null',
  ),
  apiAuth('the organization of a token', 'claims.organization_id === organizationId', 'true'),
  apiAuth('when and how its user signed in', 'meetsAuthentication(claims, required)', 'true'),
  {
    ...apiAuth('that a requirement is one', 'if (!required)', 'if (false)'),
    tests: ['lib/api-auth.test.ts'],
  },
  apiAuth('scopes', 'scopes.every((scope) => granted.includes(scope))', 'scopes.length > 0'),
  {
    ...apiAuth(
      'that without keys no token is judged',
      "if (error instanceof AuthError) return jsonError(new AuthError('unavailable'));",
    ),
    tests: ['lib/logto/jwt.test.ts'],
  },
  apiAuth('the type of an access token', ", typ: 'at+jwt'"),
  apiAuth(
    'that a token is shown',
    'if (token === undefined) return challenge(401);',
    'if (token === undefined) return { sub: "x" } as never;',
  ),
  paths('encoded spellings', 'toSegments(decodePath(pathname))', 'toSegments(pathname)'),
  paths('the segments as Next splits them', 'toSegments(pathname).map(decodePath), '),
  paths('another case', 'segment.toLowerCase()', 'segment'),
  paths('entries in another case', 'entry.toLowerCase()', 'entry'),
  paths('the case of an exception', 'needsSession(reading, exact, open) || '),
  paths('doubled slashes', '.split(/[/\\\\]+/).filter(Boolean)', ".slice(1).split('/')"),
  paths('what the router fetches', '(?:segments|prefetch|rsc|action)', '(?:x)'),
  paths('a path as it is, beside the one without an ending', 'return [reading, [', 'return [['),
  paths('that a star is one segment', 'i < path.length', 'true'),
  paths('that the longest entry decides', 'b.segments.length - a.segments.length ||'),
  paths('that a name counts more than a star', 'b.literals - a.literals ||'),
  paths(
    'that protection wins',
    'Number(a.isException) - Number(b.isException)',
    'Number(b.isException) - Number(a.isException)',
  ),
  paths('exceptions', 'first !== undefined && !first.isException', 'first !== undefined'),
  paths('pages that stay open', '(!isOpen || literals > 0)', 'true'),
  paths('that a name closes those', '(!isOpen || literals > 0)', '!isOpen'),
  paths('files that one file of code makes', " || files.has(path.replace(/[^/]+$/, '*'))"),
  paths('that an encoded slash is in no file’s path', ".replaceAll('/', '%2F')"),
  middleware(
    'cookies of a browser that sends no origin',
    "['origin', 'sec-fetch-site', 'cookie']",
    "['origin', 'sec-fetch-site']",
  ),
  middleware('that another server may post', '&& isBrowser && ', '&& '),
  response('that localhost stays free of https', ' && !isLoopback(new URL(baseUrl).hostname)'),
  origin('the origin of a form', 'return origin === baseUrl ||', 'return true ||'),
  origin(
    'the app’s other domains',
    " || (secure && origin === `https://${headers.get('host') ?? ''}`)",
  ),
  origin('that those are on https', 'secure && origin', 'origin'),
  fetchMetadata('what is to be shown', "?? 'document') === 'document'", "?? 'document') !== 'x'"),
  origin('where a form comes from', "=== 'same-origin'", "!== 'x'"),
  fetchMetadata('prefetches', "headers.has('next-router-prefetch') ||"),
  fetchMetadata('fetches by the router', "headers.has('rsc')", 'false'),
  headers('frame-ancestors', "    'frame-ancestors': [\"'none'\"],\n"),
  headers('object-src', "    'object-src': [\"'none'\"],\n"),
  headers('base-uri', "    'base-uri': [\"'none'\"],\n"),
  headers('form-action', "    'form-action': [\"'self'\", config.endpoint],\n"),
  headers(
    'the nonce of style elements',
    "'style-src': [\"'self'\", `'nonce-${nonce}'`]",
    "'style-src': [\"'self'\"]",
  ),
  headers('that a further source replaces none', '.filter((source) => source !== "\'none\'")'),
  headers(
    'which directives may be extended',
    '!directives.some((known) => known === name)',
    'false',
  ),
  headers('what a source is', '!/^[!-+\\--:<-~]+$/.test(source)', 'false'),
  headers('that none is no further source', "|| /^'none'$/i.test(source)"),
  headers('what would allow any script', '&& anyScript.test(source)', '&& false'),
  headers('strict-dynamic', ', "\'strict-dynamic\'"'),
  inFile('app/profile/page.tsx', 'tests/app/guards.test.ts')(
    'a page’s own guard',
    'await requireUser()',
    '({ iat: 0, exp: 0 })',
  ),
  inFile('lib/logto/token-target.ts', 'lib/logto/token-target.test.ts')(
    'that a resource is configured',
    '!resources.some((known) => known === target.resource)',
    'false',
  ),
  inFile('lib/logto/token-target.ts', 'lib/logto/token-target.test.ts')(
    'that an organization has an id',
    "!organizationIdPattern.test(target.organizationId ?? '')",
    'false',
  ),
  inFile('lib/logto/token-target.ts', 'lib/logto/token-target.test.ts')(
    'that a token on behalf of an organization has a key of its own',
    '[resource, organization]',
    '[resource ?? organization]',
  ),
  environment('https', "url.protocol !== 'https:' && ", 'false && '),
  environment('that an address is an origin', 'url.href !== `${url.origin}/`', 'false'),
  environment('example values', 'examples.includes(url.origin)', 'false'),
  environment('example secrets', 'examples.includes(secret)', 'false'),
  environment('the length of a secret', 'secret.length < 32', 'false'),
  environment('numbers of secrets', 'new Set(ids).size < ids.length', 'false'),
  environment('that each secret of a list has a number', 'ids.includes(NaN)', 'false'),
  environment('the form of an address of Redis', 'isRedisUrl(url, scheme)', 'true'),
  environment('that all nodes of Redis have TLS, or none', 'url?.protocol === protocol', '!!url'),
  environment('the shortest life of a session', ' && value >= 300'),
  environment(
    'which life of a session is longer',
    '!(values.SESSION_INACTIVITY_SECONDS > values',
    '(values',
  ),
  session('its life since the last renewal', ': sessionInactivitySeconds;', ': Infinity;'),
  session('its life in all', 'base.signedInAt + sessionAbsoluteSeconds', 'Infinity'),
  session('its life without a refresh token', '? idTokenLifetimeSeconds : ', '? Infinity : '),
  session(
    'that a short limit of inactivity needs renewals more often',
    'Math.min(idTokenLifetimeSeconds, sessionInactivitySeconds / 10)',
    'idTokenLifetimeSeconds',
  ),
  session('that it holds 32 access tokens', 'alive.slice(1 - maxAccessTokens)', 'alive'),
  session('that expired access tokens are dropped', 'token.expiresAt > renewedAt', 'true'),
  session(
    'that the newest access token is the last',
    'const { [key]: _replaced, ...others } = base.accessTokens;',
    'const others = base.accessTokens;',
  ),
  session('that it ends', 'session.expiresAt > now()', 'session.expiresAt > 0'),
  session('that claims become outdated', 'session.claimsExpireAt <= now() || '),
  session(
    'that outdated claims serve for an hour',
    'session.claimsExpireAt + outdatedClaimsSeconds > now()',
    'true',
  ),
  session(
    'that claims of an unknown age don’t serve',
    'outdatedClaimsSeconds > now() && !isFromTheFuture(session);',
    'outdatedClaimsSeconds > now();',
  ),
  session('that clocks are set back', 'session.renewedAt > now() + recentSeconds;', 'false;'),
  session('that a renewal is recent for seconds', 'session.renewedAt > now() - recentSeconds && '),
  session('that outdated claims are not recent', ' && !isOutdated(session);', ';'),
  session(
    'that a token is fresh until a minute before its end',
    "until === 'fresh' ? token?.staleAt :",
    "until === 'fresh' ? token?.expiresAt :",
  ),
  session(
    'that a token’s last second doesn’t count',
    '(token?.expiresAt ?? 0) - 1',
    'token?.expiresAt',
  ),
  session('that a token expires', 'end > now() ? token?.value', 'end > 0 ? token?.value'),
  session(
    'that no token counts after the clock was set back',
    'isFromTheFuture(session) ? undefined : session.accessTokens[key]',
    'session.accessTokens[key]',
  ),
  session(
    'that a token of a short life is fresh for half of it',
    'Math.min(staleSecondsBeforeEnd, lifetimeSeconds / 2)',
    'staleSecondsBeforeEnd',
  ),
  session('that a renewal is a newer state', '[session.generation + 1,', '[session.generation,'),
  session('that renewals are counted', ', session.renewals + 1]', ', session.renewals]'),
  session('that a renewal completes a partial copy', 'omitted: _complete, '),
  session('that a rotation is noted', 'rotatedIn: generation }', 'rotatedIn: 0 }'),
  session(
    'that a refresh token that was not rotated is no newer state',
    ' || refreshToken === session.refreshToken',
  ),
  session(
    'that no renewal makes a sign-in more recent',
    '(authTime ?? 0) > signInIat ? others : renewed',
    'renewed',
  ),
  session('that the time of the sign-in is kept', '...(auth_time !== undefined && { auth_time }),'),
  session('that its level is kept', '...(acr !== undefined && { acr }),'),
  session('that its methods are kept', '...(amr !== undefined && { amr }),'),
  session('that Logto’s session is kept', '...(sid !== undefined && { sid }),'),
  session('that the nonce is kept', '...(nonce !== undefined && { nonce }),'),

  cookie('that a session ends', 'session && isAlive(session) ? session : null', 'session ?? null'),
  cookie(
    'the budget of bytes',
    'sealedLength(session)) <= sessionBudgetBytes',
    'sealedLength(session)) <= 1e9',
  ),
  cookie('the space for a sign-in', 'cookieBudgetBytes - 1_500', 'cookieBudgetBytes'),
  cookie(
    'that claims of the protocol are kept',
    '!protocolClaims.includes(claim)',
    "claim !== 'sub'",
  ),
  cookie('that the largest claims are left out first', 'size(b) - size(a)', 'size(a) - size(b)'),
  cookie(
    'that access tokens are left out before claims',
    '[...Object.keys(accessTokens), ...largestFirst]',
    '[...largestFirst, ...Object.keys(accessTokens)]',
  ),
  cookie('that the copy says what is missing', '[...(session.omitted ?? []), ...names]', '[]'),
  cookie(
    'that a session that can’t fit is refused',
    "throw new AuthError('session_too_large', { sizes });",
    'return void sizes ?? session;',
  ),
  noticedBy(
    cookie(
      'that sign-ins in progress give way',
      'limitTransactions(cookies, cookieBudgetBytes - chunkedBytes(cookie, text.length));',
    ),
    'lib/session/transaction.test.ts',
  ),

  sealing('what a seal is for', 'content?.kind === kind', 'content'),
  sealing('that a seal ends', 'Math.max(1, lifetimeSeconds)', 'lifetimeSeconds'),
  sealing(
    'the shape of what is sealed',
    'schema.safeParse(content.data).data',
    '(content.data as T)',
  ),
  noticedBy(
    sealing('that the first secret seals', 'sessionSecrets.slice(0, 1)', 'sessionSecrets'),
    'lib/session/tampering.test.ts',
  ),
  noticedBy(
    sealing(
      'that every secret opens',
      'toPasswords(getConfig().sessionSecrets);',
      'toPasswords(getConfig().sessionSecrets.slice(0, 1));',
    ),
    'lib/session/tampering.test.ts',
  ),
  sealedSession('the version of a session’s form', 'version: z.literal(1)', 'version: z.any()'),
  sealedSession(
    'the shape of a session',
    'sessionSchema.safeParse({ ...encoded, ...decompress(encoded.claims) }).data;',
    '{ ...encoded, ...decompress(encoded.claims) } as unknown as Session | undefined;',
  ),
  sealedSession('that much is not compressed', 'json.length <= maxClaimsBytes ? ', 'true ? '),
  sealedSession(
    'how much a few bytes may become',
    '{ maxOutputLength: maxClaimsBytes }',
    '{ maxOutputLength: 1e9 }',
  ),
  sealedSession(
    'that secrets are not compressed',
    'JSON.stringify({ claims, omitted })',
    'JSON.stringify({ claims, omitted, ...session })',
  ),
  sealedSession('that a session is decrypted once', 'if (known) return known;'),
  sealedSession(
    'that requests can’t change what they share',
    ', deepFreeze(session))',
    ', session)',
  ),
  sealedSession(
    'that what was opened for one purpose opens for no other',
    'opened.set(`${kind} ${text}`',
    'opened.set(`session ${text}`',
  ),
  sealedSession('how many stay decrypted', '({ max: 1_000 })', '({ max: 1e6 })'),

  cookies('HttpOnly', 'httpOnly: true', 'httpOnly: false'),
  cookies('Secure', ', secure, sameSite', ', secure: false && secure, sameSite'),
  cookies('SameSite', "sameSite: 'lax'", "sameSite: 'none'"),
  cookies('the __Host- prefix', '`__Host-${name}`', 'name'),
  cookies(
    'the port in the name',
    "port === '3000' ? name : `${name}-${port || '80'}`",
    'port && name',
  ),
  cookies('the size of one cookie', 'chunkLength = 4096 - 256', 'chunkLength = 8192'),
  cookies(
    'that nothing is left of another form',
    'cookies.set(each, chunk, cookieAttributes(chunk',
    'if (chunk) cookies.set(each, chunk, cookieAttributes(chunk',
  ),
  cookies(
    'that the newest sign-in is kept',
    'b.startedAt - a.startedAt',
    'a.startedAt - b.startedAt',
  ),
  cookies('how many sign-ins there may be', 'bytes > limitBytes', 'false'),

  transaction('the whole state', 'transaction?.state === state', 'transaction'),
  transaction(
    'how long a sign-in may take',
    'const lifetimeSeconds = 60 * 60',
    'const lifetimeSeconds = 1e9',
  ),
  transaction(
    'that it serves once',
    "  cookies.set(cookie.name, '', cookieAttributes(0));\n  const transaction",
    '  const transaction',
  ),
  transaction(
    'its budget of bytes',
    'Math.min(budgetBytes, ',
    '((_: number, left: number) => left)(1, ',
  ),
  transaction('the space beside the session', ' - cookieBytes(session));', ');'),
  transaction('that a long return path keeps its page', "returnTo.replace(/[?#].*/s, '')", "'/'"),
  transaction(
    'that a return path without space is shortened',
    "if (bytes > limitBytes && path !== '/') continue;",
  ),
  transaction('that a sign-in begins in any case', "limitBytes && path !== '/')", 'limitBytes)'),
  transaction('that older sign-ins give way', 'limitTransactions(cookies, limitBytes - bytes);'),
  transaction(
    'that another app’s cookies don’t count',
    'cookies.getAll().filter(isSession)',
    'cookies.getAll()',
  ),

  parts(
    'that less is kept of what can’t be renewed',
    'refreshToken === undefined ? expiresAt - now() : sessionInactivitySeconds',
    'expiresAt ? sessionInactivitySeconds : 0',
  ),
  parts(
    'that nothing is kept beyond a session’s life in all',
    'signedInAt + sessionAbsoluteSeconds - now()',
    'signedInAt + sessionAbsoluteSeconds',
  ),
  parts('that clocks differ', 'toleranceSeconds = 5 * 60', 'toleranceSeconds = 0'),
  parts(
    'how long a user’s marks are kept',
    'getConfig().sessionInactivitySeconds + toleranceSeconds',
    '60 + toleranceSeconds',
  ),
  parts('that a rotated token is kept for the session’s life', 'session.rotatedIn > 0', 'false'),
  parts('that a state is kept for an hour', 'stateSeconds = 60 * 60', 'stateSeconds = 60'),
  parts('that a logout ends all of a user', '  `user:${sub}`,\n', "  '',\n"),
  parts(
    'that a session without `sid` ends with its user',
    'undefined ? `user-without-sid:${sub}` : `sid:${sid}`',
    "undefined ? '' : `sid:${sid}`",
  ),
  parts('that a logout ends a session at Logto', '[] : [`sid:${sid}`]', '[] : []'),
  parts(
    'that a logout by `sid` spares the user’s other sessions',
    '[sid === undefined ? `user:${sub}` : `user-without-sid:${sub}`]',
    '[`user:${sub}`]',
  ),
  parts(
    'that one at a time works on a session',
    'this.#last.get(key) ?? Promise.resolve()',
    'Promise.resolve()',
  ),
  parts('that who waited shares a temporary failure', 'if (isTransient(error)) throw error;'),
  parts(
    'that any other failure is one’s own',
    'if (isTransient(error)) throw error;',
    'throw error;',
  ),
  parts('that the queue is forgotten', ' && this.#last.delete(key)'),

  memory('that a mark is not lowered', '>= value) return false', '> 1e12) return false'),
  memory(
    'that an ending is known without a cookie',
    '{ endReason: ended.get(id), newest',
    '{ newest',
  ),
  memory(
    'the newest state',
    'newest && newest.generation > known ? newest : undefined',
    'undefined',
  ),
  memory(
    'that nobody gets an older state',
    'newest && newest.generation > known ? newest',
    'newest ? newest',
  ),
  memory(
    'that a partial copy gets the whole',
    'shown.omitted ? generation - 1 : generation',
    'generation',
  ),
  memory(
    'that a state that a browser has is forgotten',
    'states.set(id, newest, { ttl: stateTtl });',
    ';',
  ),
  memory('that a state stays until a browser has it', 'generation >= newest.rotatedIn && '),
  memory('that no look keeps a state longer', ' && states.getRemainingTTL(id) > stateTtl'),
  memory('the end of all of a user', 'Math.max(user ?? -1, ', 'Math.max(user === 1e12 ? 0 : -1, '),
  memory('the end of a session at Logto', ', sid ?? -1)', ', sid === 1e12 ? 0 : -1)'),
  memory('that a session’s beginning counts', 'shown.signInIat <=', 'shown.claims.iat <='),
  memory('the end of a single session', 'ended.get(id) ?? (isEnded', '(isEnded'),
  memory('that claims are outdated', 'marks.get(outdatedMarkOf(shown.claims.sub))', 'undefined'),
  memory('that what ended stays ended', 'if (ended.has(id) || generation', 'if (generation'),
  memory('that a newer state wins', 'generation <= (states.get(id)?.generation ?? -1)', 'false'),
  memory('that one request is the first to end it', 'before === reason || ', ''),
  memory('that what was replaced stays so', " || before === 'replaced'", ''),
  memory('that an ending is known for the session’s life', 'lifeSeconds(session) * 1000', '1000'),
  memory('that Logto’s logout is noted', 'setMark(mark, logout.iat, markSeconds())', 'void mark'),
  memory(
    'that outdated claims are noted',
    'setMark(outdatedMarkOf(sub), at, markSeconds())',
    'void at',
  ),
  memory(
    'that an identifier is used once',
    'return setMark(`used:${identifier}`, 1, seconds)',
    'return true',
  ),
  memory(
    'the lock',
    'queue.run(id, async () => {',
    '((_: string, work: () => Promise<never>) => work())(id, async () => {',
  ),
  memory('that a failure is forgotten', '        failures.delete(id);\n'),
  memory(
    'that a temporary failure is remembered',
    'if (isTransient(error)) failures.set(id, error.code, { ttl: failureSeconds * 1000 });',
  ),
  memory('that it is remembered for seconds', 'failureSeconds * 1000', '1e9'),

  redisStore(
    'that a partial copy gets the whole',
    'session?.omitted ? generation - 1 : generation',
    'generation',
  ),
  redisStore(
    'the end of all of a user',
    'Math.max(user ?? -1, ',
    'Math.max(user === 1e12 ? 0 : -1, ',
  ),
  redisStore('the end of a session at Logto', ', sid ?? -1)', ', sid === 1e12 ? 0 : -1)'),
  redisStore('that a session’s beginning counts', 'session.signInIat <=', 'session.claims.iat <='),
  redisStore('the end of a single session', 'endReasonIn(text) ?? (isEnded', '(isEnded'),
  redisStore('that claims are outdated', 'outdated === -1 ? undefined : outdated', 'undefined'),
  redisStore(
    'the newest state',
    "await openSession(text.replace(/^\\d+:\\d+:/, ''), kind)",
    'undefined',
  ),
  redisStore('that a failure is shown', 'failure: failureIn(lock),'),
  redisStore(
    'that states are encrypted',
    'await sealSession(session, seconds, kind)',
    'JSON.stringify(session)',
  ),
  redisStore('that Logto’s logout is noted', 'setMark(mark, logout.iat, markSeconds())', 'mark'),
  redisStore(
    'that outdated claims are noted',
    'setMark(outdatedMarkOf(sub), at, markSeconds())',
    'at',
  ),
  redisStore(
    'that an identifier is used once',
    'return (await setMark(`used:${identifier}`, 1, seconds)) === 1',
    'return true',
  ),
  redisStore(
    'that one request is the first to end it',
    'lifeSeconds(session))) === 1',
    'lifeSeconds(session))) !== 2',
  ),
  redisStore('that a stored state is no cookie', "kind = 'stored session'", "kind = 'session'"),
  redisStore('the lock', 'if (answer === 1) break;', 'break;'),
  redisStore('that who waited shares a failure', 'if (failure) throw new AuthError(failure);'),
  redisStore(
    'that a temporary failure is remembered',
    'if (isTransient(error)) failure = `failed:${error.code}`;',
  ),
  redisStore(
    'that the lock is kept',
    'setInterval(() => void extend(), extendMilliseconds)',
    'undefined',
  ),
  redisStore('that a lost lock is noticed', 'Date.now() >= heldFrom + lockMilliseconds', 'false'),
  redisStore('that a lock ends by itself', 'lockMilliseconds = 2_000', 'lockMilliseconds = 60_000'),
  redisStore('that the lock is released', 'await lock.release(failure);', 'void failure;'),
  redisLock('that nobody waits forever', 'performance.now() > deadline', 'false'),
  redisLock(
    'that an extended lock is held',
    'if (isOurs === 1) heldFrom = sentAt;',
    'void sentAt;',
  ),
  redisLock('that a lock that is another’s isn’t held', 'if (isOurs === 1) heldFrom', 'heldFrom'),
  redisLock('that a lock that was released isn’t extended', 'clearInterval(timer);'),
  redisLock('that a lock in doubt is released', "void release('');"),
  noticedBy(
    redisStore('that only a primary is read', 'client.getex(key)', 'client.get(key)'),
    'tests/machine/auth/shared-store.spec.ts',
  ),

  script(
    'that a session has ended',
    'if not generation then return held end',
    'if not generation then return false end',
  ),
  script(
    'that a state stays until a browser has it',
    'tonumber(ARGV[2]) >= tonumber(rotatedIn) and ',
  ),
  script(
    'that no look keeps a state longer',
    " and redis.call('ttl', KEYS[1]) > tonumber(ARGV[3])",
  ),
  script(
    'that a state that a browser has is forgotten',
    "  redis.call('expire', KEYS[1], ARGV[3])\n",
  ),
  script(
    'that nobody gets an older state',
    'tonumber(generation) > tonumber(ARGV[1]) and held',
    'held',
  ),
  script('that what ended stays ended', 'if held and not generation then return 0 end'),
  script(
    'that a newer state wins',
    'if generation and tonumber(generation) >= tonumber(ARGV[1]) then return 0 end',
  ),
  script('that what was replaced stays so', "held == 'replaced' or "),
  script(
    'that one request is the first to end it',
    ' or held == ARGV[1] then return 0',
    ' then return 0',
  ),
  script(
    'that a mark is not lowered',
    'if held and tonumber(held) >= tonumber(ARGV[1]) then return 0 end',
  ),
  script(
    'that who waited shares a failure',
    "if hasFailed and ARGV[3] == '1' then return held end",
  ),
  script('that later requests try again', " and ARGV[3] == '1'"),
  script(
    'that a lock has one owner',
    'if held and not hasFailed and held ~= ARGV[1] then return 0 end',
  ),
  script('that a lock may be asked for twice', ' and held ~= ARGV[1] then', ' then'),
  script(
    'who keeps a lock',
    "redis.call('get', KEYS[1]) == ARGV[1] and redis.call('pexpire'",
    "redis.call('pexpire'",
  ),
  script('who releases a lock', "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end"),
  script('that a failure is remembered', "if ARGV[2] == '' then return", 'if true then return'),

  redis('that a replica is left', 'reconnectOnError: (error) => this.#leaveReplica(error),'),
  redis('that a replica is left once', ' || this.#isLeavingReplica) return', ') return'),
  redis('that what a replica refused is sent again', ': isReadOnly(error);\n', ': false;\n'),
  redis('that commands wait for a cluster', "client.status !== 'ready'", 'false'),
  redis('that a list of nodes is a cluster', 'urls.length > 1', 'urls.length > 99'),
  redis('the password of a cluster', '{ password: decodeURIComponent(password) }', '{}'),
  redis('that a cluster’s commands are not queued', 'enableOfflineQueue: false,'),
  redis('how long a command may take', ', deadline]);', ']);'),
  redis('when commands are given up', 'performance.now() > deadline', 'false'),
  redis('why the connection failed', 'at < start ? undefined : connectionError', 'undefined'),
  redis('that a dead connection is given up', 'socketTimeout: 1_000,'),
  redis(
    'that the commands of a broken connection are sent again',
    'maxRetriesPerRequest: 1',
    'maxRetriesPerRequest: 0',
  ),

  renewal(
    'the lock',
    'await store.withLock(shown.id, async (lease) => {',
    'await (async (work: (lease: Lease) => Promise<void>) => work({ assertHeld: () => undefined }))(async (lease) => {',
  ),
  renewal(
    'that the newest state is read under the lock',
    'if (newest && newest.generation >= shown.generation) session = newest;',
    'void newest;',
  ),
  renewal('that an older state doesn’t count', ' && newest.generation >= shown.generation'),
  renewal('that what ended is not renewed', 'if (endReason) throw endedError(endReason);'),
  renewal(
    'that nothing is asked for twice',
    'if (!isEnough(session, shown, job)) {',
    'if (true) {',
  ),
  renewal(
    'that a rotated token is stored before anything else',
    'onRotated: (rotated) => keep(withRefreshToken(session, rotated)),',
    'onRotated: () => Promise.resolve(),',
  ),
  renewal(
    'that tokens from before an event are dropped with any new claims',
    ' || session.claims.iat <= claimsOutdatedAt',
  ),
  renewal('that the lock is still held', 'lease.assertHeld();', 'void lease;'),
  renewal('that what Logto issued is stored', 'await store.put(next).catch(() => undefined);'),
  renewal(
    'that it counts without Redis, too',
    'store.put(next).catch(() => undefined)',
    'store.put(next)',
  ),
  noticedBy(
    renewal('that no state counts as shown', '{ ...session, generation: -1 }', 'session'),
    simulation,
  ),
  renewal(
    'the last look at whether it has ended',
    'if (status?.endReason) error = endedError(status.endReason);',
  ),
  renewal(
    'that what Logto ended has ended for all',
    "if (codeOf(error) === 'session_ended') await store.end(session, 'ended').catch(() => false);",
  ),
  renewal(
    'that claims are issued after the event',
    'if (tokens.claims.iat <= claimsAfter) {',
    'if (false) {',
  ),
  renewal('that it waits for the next second', 'await sleep(1_000);'),
  renewal(
    'that Logto isn’t asked again and again',
    "if (tokens.claims.iat <= claimsAfter) throw new AuthError('provider_unreachable');",
  ),
  renewal(
    'that access tokens show the new rights, too',
    'dropsTokens ? { ...session, accessTokens: {} } : session',
    'session',
  ),
  renewal(
    'that tokens it has are not requested',
    'if (findAccessToken(session, tokenKey(target)) !== undefined) continue;',
  ),
  renewal(
    'that a lost membership costs that token only',
    "!['access_denied', 'invalid_target'].includes(codeOf(refusal))",
    'true',
  ),
  renewal(
    'that any other failure is told',
    "!['access_denied', 'invalid_target'].includes(codeOf(refusal))",
    'false',
  ),
  renewal(
    'that it needs a refresh token',
    "if (refreshToken === undefined) throw new AuthError('offline_access_missing');",
    'if (refreshToken === undefined) return askLogto({ refreshToken: "", claims }, target, { beforeUse: () => undefined, onRotated: () => Promise.resolve() });',
  ),
  renewal('that claims must be new', 'session.renewals > shown.renewals && '),
  renewal('that claims may be outdated again', '!isOutdated(session) && '),
  renewal('that claims may be older than the event', ' && session.claims.iat > claimsAfter'),

  current('that an ended session is none', 'if (endReason) return null;'),
  current(
    'the newest state',
    'const { endReason, newest: session = shown, ...status }',
    'const session = shown;\n  const { endReason, newest: _newest, ...status }',
  ),
  current(
    'that a handler’s answer brings the newest cookie',
    'session.generation > shown.generation && getHandlerContext()',
    'false',
  ),
  current('that a page sees its cookie is behind', 'shown.generation < session.rotatedIn', 'false'),
  current(
    'that the session is read once',
    '(context.current ??= readCurrentSession())',
    'readCurrentSession()',
  ),
  current('that somebody is signed in', "if (!current) throw new AuthError('not_authenticated');"),
  current(
    'that an event outdates claims',
    'isOutdated(session) || session.claims.iat <= claimsOutdatedAt',
    'isOutdated(session) || claimsOutdatedAt === 1e12',
  ),
  current('that time outdates claims', 'isOutdated(session) || '),
  current(
    'that a page updates a cookie that is behind',
    'await redirectToRefresh(session, {});',
    'void 0;',
  ),
  current('that it does so once', 'isCookieBehind && noteAttempt(session)', 'isCookieBehind'),
  current('that a failure is not repeated at once', '(failure && isServable(session))', 'false'),
  current('that outdated claims serve an hour', '(failure && isServable(session))', 'failure'),
  current('that a page has its claims renewed', 'if (isPage) await redirectToRefresh(session);'),
  current('that claims are renewed to after the event', '{ claimsAfter: claimsOutdatedAt }', '{}'),
  current(
    'that outdated claims serve while Logto is away',
    'if (!newest || !isServable(newest)) throw error;',
    'throw error;',
  ),
  current('that a refusal is one', 'isTransient(error) && ', ''),
  current('that they serve for an hour at most', ' || !isServable(newest)', ''),
  current(
    'that a handler sees what it has renewed',
    'handler.current = Promise.resolve(hasEnded ? null : { session: newest, isCookieBehind: false });',
    'void 0;',
  ),
  current('that a handler sees that its session has ended', 'hasEnded ? null : '),
  current(
    'that newer claims serve although another step failed',
    'isTransient(error) && (await requireSession()).session',
    'isTransient(error) && session',
  ),
  current(
    'that it goes without Redis, too',
    'clearEndedSession(session).catch(() => undefined)',
    'clearEndedSession(session)',
  ),
  current(
    'that an answer stays one although its cookie is too large',
    "if (codeOf(error) !== 'session_too_large') throw error;",
    'throw error;',
  ),
  current('that an ended session gets no cookie', '!hasEnded && (code', '(code'),
  current(
    'that a rotated token reaches the browser',
    'newest.generation > session.generation)',
    'false)',
  ),
  current(
    'that the cookie of an ended session goes',
    "if (code === 'session_ended') await clearEndedSession(session).catch(() => undefined);",
  ),
  current(
    'that a handler’s cookie waits for its answer',
    'if (handler) handler.cookie = session;\n  else',
    '',
  ),
  current(
    'that a cookie after the answer is no error',
    "if (!String(error).includes('Cookies can only be modified')) throw error;",
    'throw error;',
  ),
  current('that a replaced session gets no cookie', 'if (endReason) return false;'),
  current(
    'that the cookie is written without Redis, too',
    '.catch(() => ({ endReason: undefined }))',
  ),
  current(
    'that an answer without the cookie is private',
    'return cookie === null;',
    'return false;',
  ),
  current('that one answer removes the cookie', '!isFirst || '),
  current('that none is removed after the answer', ' || handler?.isAnswered'),
  current('that a removed cookie stays removed', 'if (handler) handler.cookie = null;'),

  accessToken('that a target is possible', 'assertTarget(target, getConfig().resources);'),
  accessToken('that a page’s tokens are remembered', 'await rememberTokens(session);'),
  accessToken(
    'that a page gets no stale token',
    'fresh !== undefined || isRecent(session) || failure',
    'true',
  ),
  accessToken(
    'that a token that lives for seconds serves',
    'fresh !== undefined || isRecent(session) || failure',
    'fresh !== undefined || failure',
  ),
  accessToken('that an older token serves while Logto is away', ' || failure)', ')'),
  accessToken(
    'that a page doesn’t go in circles',
    'if (session.omitted?.includes(key) && isRecent(session))',
    'if (false)',
  ),
  accessToken('that a fresh token is not asked for', 'if (fresh !== undefined) return fresh;'),
  accessToken('which token is wanted', '{ token: target }', '{}'),
  accessToken(
    'that an older token serves a handler',
    'if (valid === undefined || !isTransient(error)) throw error;',
    'throw error;',
  ),
  accessToken(
    'that a refusal is one',
    'valid === undefined || !isTransient(error)',
    'valid === undefined',
  ),

  refreshRedirect(
    'that the tokens of last time come, too',
    '...used, ...(lastTokenKeys.get(`${id} ${path}`) ?? [])',
    '...used',
  ),
  refreshRedirect('that no token is asked for twice', '!token || key !== tokenKey(token)', 'true'),
  refreshRedirect(
    'that fewer tokens replace no more',
    'used.size >= (lastTokenKeys.get(page)?.size ?? 0)',
    'true',
  ),
  refreshRedirect('which resource', "query.set('resource', token.resource)", 'void 0'),
  refreshRedirect(
    'which organization',
    "query.set('organization_id', token.organizationId)",
    'void 0',
  ),
  refreshRedirect('the token for userinfo', "query.set('userinfo', 'true')", 'void 0'),
  refreshRedirect('that it tries once', 'attempts.get(id) !== generation', 'true'),

  context('that no cookie is written after the answer', 'context.isAnswered = true;'),
  context(
    'that a handler’s errors are thrown',
    '!(error instanceof AuthError) || getHandlerContext()',
    '!(error instanceof AuthError)',
  ),
  context(
    'that other errors are thrown',
    '!(error instanceof AuthError) || getHandlerContext()',
    'getHandlerContext()',
  ),
  context(
    'the way back',
    'return toReturnPath((await headers()).get(requestPathHeader));',
    "return toReturnPath((await headers()) && requestPathHeader && '/');",
  ),
  context('that strangers are sent to sign in', "error.code === 'not_authenticated' || "),
  context(
    'that who was signed out by Logto is sent to sign in',
    " || error.code === 'session_ended'",
  ),

  requireUser(
    'that somebody is signed in',
    'await requireCurrentClaims();',
    "await requireCurrentClaims().catch(() => ({ claims: { sub: 'x' } }) as unknown as Session);",
  ),
  requireUser(
    'that a requirement asks for something',
    'parseRequirement(requirement)',
    'requirement',
  ),
  requireUser('a right', 'if (missing) {', 'if (false) {'),
  requireUser('a permission in an organization', ' ?? (await missingPermission(required))'),
  requireUser(
    'the whole name of a permission',
    "scope?.split(' ').includes(permission)",
    'scope?.includes(permission)',
  ),
  requireUser('when and how the user signed in', '!meetsAuthentication(claims, required)', 'false'),
  requireUser(
    'that what was left out is not said to be missing',
    'assertNotOmitted(missing, session);',
  ),
  requireUser(
    'which claim was left out',
    "organization === undefined ? 'roles' : inOrganization",
    'inOrganization',
  ),
  requireUser(
    'that who is no member lacks the membership',
    "if (codeOf(error) === 'access_denied') return { organization: id };",
  ),
  requireUser('the age that is asked for', '...(maxAge !== undefined && { maxAge }), '),
  requireUser('the level that is asked for', ', ...(acr && { acrValues: [acr] })'),
  requireUser('where the user comes back to', 'options.returnTo ?? path', 'path'),

  requirement('a role', '!roles?.includes(role)', 'false'),
  requirement('a membership', '!organizations?.includes(id)', 'false'),
  requirement(
    'a role in an organization',
    'organizationRoles?.includes(`${id}:${roleThere}`)',
    'true',
  ),
  requirement(
    'that a name is not empty',
    'const name = z.string().min(1);',
    'const name = z.string();',
  ),
  requirement('that an unknown property is refused', '= z.strictObject({', '= z.object({'),
  requirement('that only names are shown', ' && pattern.test(query[key])'),

  withUser(
    'what a route requires',
    "typeof require === 'function' ? require(await params) : require;",
    'undefined;',
  ),
  withUser(
    'that a page of the app asks',
    'changesSomething(request) && !isSameOrigin(request)',
    'false',
  ),
  withUser('that reading asks for nothing', 'changesSomething(request) && '),
  withUser(
    'that nobody keeps an answer',
    'withPrivateHeaders(response, { isForced: await writeHandlerCookie(cookie) })',
    '((await writeHandlerCookie(cookie)) || true) && response',
  ),
  withUser(
    'that no cache keeps the cookie',
    'isForced: await writeHandlerCookie(cookie)',
    'isForced: (await writeHandlerCookie(cookie)) && false',
  ),
  withUser('that Next answers what is its to answer', 'unstable_rethrow(error);'),
  withUser('that redirect() and notFound() carry the cookie', 'if (known) return known;'),
  withUser(
    'where redirect() leads',
    'headers: { Location: location }',
    'headers: { "x-location": location }',
  ),
  withUser(
    'that an error becomes an answer',
    '} catch (error) {\n      return answerTo(error);',
    '} catch (error) {\n      throw error;',
  ),

  userInfo('that a page asks once', '(page.userInfo ??= request())', 'request()'),
  userInfo('whom it is about', 'session.claims.sub', "session ? 'x' : ''"),

  auth(
    'that Redis alone makes nothing fail',
    "if (codeOf(error) === 'unavailable') return null;",
    'return null;',
  ),
  auth('that public pages work without Redis', "if (codeOf(error) === 'unavailable') return null;"),
  auth(
    'that a page renews once',
    'if (current.failure || (isRecent(session) && !needsNewClaims(current))) return;',
  ),
  auth('that a page doesn’t ask a Logto that is away', 'current.failure || '),
  auth('that a page is sent to the refresh route', 'await redirectToRefresh(session);'),
  auth('that claims are renewed to after the event', '{ claimsAfter: claimsOutdatedAt }', '{}'),

  middleware('malformed encoding', 'if (!isWellEncoded(pathname))', 'if (false)'),
  middleware('that a page of the app calls an action', 'if (isCrossOrigin(request))', 'if (false)'),
  middleware('that a form of another site is dropped', 'isForm ? redirectTo(path) :'),
  middleware('the guard', 'isProtected(pathname) && ', 'false && '),
  middleware(
    'that a session opens a page',
    'isProtected(pathname) && !(await readSession(request.cookies))',
    'isProtected(pathname)',
  ),
  middleware('the way back', '{ return_to: toReturnPath(path) }', "{ return_to: '/' }"),
  middleware('that the router gets no redirect', 'if (isDocument(request)) return', 'return'),
  middleware('that an action leads to sign in', "'x-action-redirect': `${signIn};push`"),
  middleware('the path header', ', [requestPathHeader]: path'),
  middleware('the policy', "  answer.headers.set('Content-Security-Policy', policy);\n"),
  middleware('the nonce for Next', "'content-security-policy': policy, "),
  middleware('the guard of what is rewritten to', 'if (target && ', 'if (false && target && '),
  middleware('further sources', 'getConfig(), extraSources', 'getConfig(), {}'),
  middleware(
    'that the guard runs first',
    '  if (await needsSignIn(request, pathname)) return toSignIn(request, path);\n',
  ),
  middleware(
    'that the page gets the request’s headers',
    'chosen ? [] : request',
    '[] as [string, string][]',
  ),
  middleware(
    'that the page gets those which the owner chose',
    'chosen ?? request.keys()',
    'request.keys()',
  ),
  middleware(
    'that a redirect leads to no page',
    "!answer.has('x-middleware-next') && !answer.has('x-middleware-rewrite')",
    'false',
  ),
  middleware('that each page has its own nonce', 'crypto.randomUUID()', "'nonce'"),
  middleware('the status 403', 'isForbidden ? 403 : own.status', 'own.status'),
  middleware(
    'that an answer may serve several requests',
    'new NextResponse(own.body, { status, headers: own.headers })',
    'own',
  ),
  middleware(
    'addresses below that of Next’s images',
    '_next/static/).*',
    '_next/static/|_next/image/).*',
  ),
  noticedBy(
    inFile('next.config.mjs', 'tests/machine/next-config.test.ts')(
      'that there is no page below /_next/static',
      "source: '/_next/static/:path*'",
      "source: '/_next/nothing'",
    ),
    'tests/machine/auth/headers.spec.ts',
    'where Next’s files are',
  ),
  middleware('HSTS', 'Object.entries(transportSecurity())', '[] as [string, string][]'),
  middleware('how many cookies there may be', '(?:[^;]*;){200}/', '(?:[^;]*;){20000}/'),
  noticedBy(
    middleware('thousands of cookies for a route handler', "source: '/(.*)'", "source: '/x'"),
    'tests/machine/auth/cookies.spec.ts',
    'thousands of cookies',
  ),

  returnPath('that it is a path', "if (!value?.startsWith('/'))", 'if (!value)'),
  returnPath('its origin', 'url?.origin !== base.origin || ', '!url || '),
  returnPath('two slashes', '|| /^\\/[/\\\\]/.test(url.pathname)', ''),
  returnPath('that it leads to no sign-in', 'neverBackTo.some(', '[].some('),
  returnPath('encoded spellings', 'decodePath(url.pathname).to', 'url.pathname.to'),
  returnPath('that a long address keeps its path', '[path, url.pathname]', '[path]'),
  returnPath('how long an address may be', 'length <= maxCharacters', 'length > 0'),
  returnPath(
    'that an address of 2,048 characters is kept',
    'maxCharacters = 2_048',
    'maxCharacters = 512',
  ),
  response('that a shared response is copied', 'new Headers(response.headers)', 'response.headers'),
  response('that no cache keeps what is forced', 'options.isForced && ', 'false && '),
  response('that a handler may say otherwise', 'if (!headers.has(name)) ', ''),
  response('that nobody keeps an answer', "  'Cache-Control': 'private, no-store',\n"),
  response('that caches know of the cookie', "headers.append('Vary', 'Cookie');", 'void 0;'),
  noticedBy(
    response('that redirects stay on BASE_URL', 'getConfig().baseUrl + location', 'location'),
    routes,
  ),

  signInRoute(
    'that a sign-in begins where its callback will be',
    'mayBeElsewhere(request) && ',
    'false && ',
  ),
  signInRoute('that it is sent there once', ' && !query.has(movedParameter)'),
  signInRoute('what is to be shown', ' || !asksForDocument(request)'),
  signInRoute(
    'that a prefetch starts nothing',
    'if (isPrefetch(request)) return emptyResponse(204);',
  ),
  signInRoute('that the router starts nothing', 'isRouterFetch(request) || '),
  signInRoute(
    'that the options are checked',
    'parseSignInQuery(query)',
    'Object.fromEntries(query) as never',
  ),

  callback(
    'that a sign-in was begun here',
    'if (!transaction) {',
    'if (!transaction && !answer.has("code")) {',
  ),
  callback(
    'that Back and Reload lead to the app',
    "if (await getCurrentSession().catch(() => null)) return redirectTo('/');",
  ),
  callback('that a code is exchanged once', 'if (newest) return newest;'),
  callback(
    'that one exchange is made at a time',
    'return store.withLock(id, async () => {',
    'return (async (work: () => Promise<Session>) => work())(async () => {',
  ),
  callback(
    'that an ended sign-in is not used again',
    "if (endReason) throw new AuthError('sign_in_expired');",
  ),
  callback('that the session is stored', 'await store.put(session).catch(() => undefined);'),
  callback(
    'that a sign-in works although it can’t be stored',
    'store.put(session).catch(() => undefined)',
    'store.put(session)',
  ),
  callback('that a sign-in replaces the session', ".end(before, 'replaced')", '.read(before)'),
  callback('that the same session stays', ' || before.id === session.id'),
  callback(
    'that the level that was asked for came',
    '!meetsAnyAcr(session.claims, transaction.acrValues)',
    'false',
  ),

  refreshRoute('that a prefetch renews nothing', 'isPrefetch(request) || ', ''),
  refreshRoute('that the router renews nothing', ' || isRouterFetch(request)', ''),
  refreshRoute(
    'that the cookie of an ended session goes',
    'if (ended) await clearEndedSession(ended);',
    'void ended;',
  ),
  refreshRoute(
    'that other sites can’t have it renew again and again',
    'isRecent(session) && hasToken && !needsNewClaims(current)',
    'false',
  ),
  refreshRoute('that a token that is missing is fetched', ' && hasToken', ''),
  refreshRoute('that outdated claims are renewed', ' && !needsNewClaims(current)', ''),
  refreshRoute('that the cookie is brought up to date', '      await writeCookie(session);\n'),
  refreshRoute(
    'that claims are renewed to after the event',
    'token, claimsAfter, also',
    'token, also',
  ),
  refreshRoute(
    'the other tokens of the page',
    'token, claimsAfter, also }',
    'token, claimsAfter }',
  ),
  refreshRoute(
    'that the page can do without',
    'if (!isTransient(error) || !canServe) throw error;',
    'throw error;',
  ),
  refreshRoute('that a refusal is one', '!isTransient(error) || !canServe', '!canServe'),
  refreshRoute('that a page that can’t do without gets no circle', ' || !canServe', ''),
  refreshRoute(
    'that an ended session leads to sign in',
    "if (code === 'session_ended') return redirectTo(signInPath({ returnTo }));",
  ),
  refreshRoute(
    'that a new session is used',
    "if (code === 'session_replaced') return redirectTo(returnTo);",
  ),
  refreshRoute(
    'that a lost membership is named',
    "code === 'access_denied' && organization !== null",
    'false',
  ),
  refreshRoute('how many tokens one visit brings', '.slice(0, maxAlso)', ''),
  refreshRoute(
    'that a target is possible',
    'assertTarget(each, getConfig().resources)',
    'void each',
  ),
  refreshRoute('that userinfo’s token is one', " && !query.has('userinfo')", ''),
  refreshRoute(
    'that browsers follow all redirects',
    'also.length > 0 && also.length % tokensInARow === 0',
    'false',
  ),

  signOutRoute('that the app itself asks', '!isSameOrigin(request)', 'false'),
  signOutRoute('that the cookie goes', 'clearSession(jar);'),
  signOutRoute(
    'that copies of the cookie end',
    "await store.end(session, 'replaced')",
    'await store.read(session)',
  ),
  signOutRoute(
    'that the newest refresh token is revoked',
    '(status?.newest ?? session).refreshToken',
    '((status?.newest ? session : session)).refreshToken',
  ),
  signOutRoute(
    'that one can sign out without Redis',
    'store.read(session).catch(() => undefined)',
    'store.read(session)',
  ),
  signOutRoute(
    'that a Logto that is away is named',
    "const error = new AuthError('signed_out_here_only', { cause });",
    'throw cause;',
  ),
  signOutRoute(
    'that a script gets an answer',
    "if (!request.headers.get('accept')?.includes('application/json')) return",
    'return',
  ),
  inFile('lib/logto/sign-out.ts', routes)(
    'that the refresh token is revoked',
    'if (refreshToken !== undefined)',
    'if (false)',
  ),
  inFile('lib/logto/sign-out.ts', routes)(
    'that Logto’s session ends after a refusal, too',
    "if (toAuthError(error).code === 'provider_unreachable') throw error;",
    'throw error;',
  ),

  logoutRoute('that there is one token', ' || more.length > 0'),
  logoutRoute(
    'that it is used once',
    '!(await store.useOnce(`logout-token:${jti}`, seconds))',
    'false',
  ),
  logoutRoute('the end of the sessions', 'await store.endAll(logout);'),
  logoutRoute(
    'that the token is checked',
    'await verifyLogoutToken(token);',
    "JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());",
  ),

  webhookRoute('that there is a key', 'webhookSigningKey === undefined', 'false'),
  webhookRoute('the signature', '!isSignedByLogto(body, signature, webhookSigningKey)', 'false'),
  webhookRoute('the end of sessions', 'await getStore().endAll({ sub, iat: at })', 'void sub'),
  webhookRoute(
    'that claims are outdated',
    'await getStore().markOutdated(outdated, at);',
    'void outdated;',
  ),

  changes(
    'that changes run one at a time',
    'getStore().withLock(`change:${name}`, (lease) =>',
    '((use: (lease: { assertHeld(): void }) => Promise<T>) => use({ assertHeld: () => undefined }))((lease) =>',
  ),
  changes('that a form is sent once', 'getStore().useOnce(`form:${key}`, 60 * 60)', 'key !== ""'),
  organizations(
    'that the last admin can’t be removed',
    "if (await isLastAdmin(organizationId, userId, current)) return 'last_admin';",
  ),
  organizations(
    'that a change of roles shows at once',
    "await markOutdated([userId], at);\n    return 'roles_changed';",
    "void at;\n    return 'roles_changed';",
  ),
  invitations(
    'that an invitation is one of the organization',
    'isPending && invitation.organizationId === organizationId',
    'isPending',
  ),
  organizationActions(
    'the permission',
    'await requireUser({ organization: right })',
    'await requireUser({ organization: { id: right.id } })',
  ),
  organizationActions(
    'that only some choose an invitation’s role',
    "if (role !== '') await guard(form, 'manage:member');",
  ),

  noticedBy(
    renewal(
      'that a rotated token is stored before anything else, as the simulation sees it',
      'onRotated: (rotated) => keep(withRefreshToken(session, rotated)),',
      'onRotated: () => Promise.resolve(),',
    ),
    simulation,
  ),
];
