/**
 * Scripts that run in Redis, each on one key, as a cluster requires. Sending one twice leaves the same data, but the
 * second result may differ. A session's key holds `<generation>:<generation of the refresh token>:<encrypted state>`,
 * or the reason why it has ended.
 */

/** Arguments: 1 = only newer than this; 2 = the browser's generation; 3 = seconds, once the browser has its token. */
export const readState = `
local held = redis.call('get', KEYS[1])
if not held then return false end
local generation, rotatedIn = held:match('^(%d+):(%d+):')
if not generation then return held end
if tonumber(ARGV[2]) >= tonumber(rotatedIn) and redis.call('ttl', KEYS[1]) > tonumber(ARGV[3]) then
  redis.call('expire', KEYS[1], ARGV[3])
end
return tonumber(generation) > tonumber(ARGV[1]) and held`;

/** Arguments: generation, entry, seconds. Stores nothing if the session has ended, or has this state or a newer one. */
export const putState = `
local held = redis.call('get', KEYS[1])
local generation = held and held:match('^(%d+):')
if held and not generation then return 0 end
if generation and tonumber(generation) >= tonumber(ARGV[1]) then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1`;

/** Arguments: reason, seconds. Returns 1 if the session hadn't ended for this reason before. */
export const endState = `
local held = redis.call('get', KEYS[1])
if held == 'replaced' or held == ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1`;

/** Arguments: number, seconds. */
export const setIfHigher = `
local held = redis.call('get', KEYS[1])
if held and tonumber(held) >= tonumber(ARGV[1]) then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1`;

/**
 * Arguments: owner, milliseconds, 1 if this owner has waited. Returns 1 if the owner has the lock, 0 if another one has, and
 * the failure if the one that it waited for has failed.
 */
export const lock = `
local held = redis.call('get', KEYS[1])
local hasFailed = held and held:sub(1, 7) == 'failed:'
if hasFailed and ARGV[3] == '1' then return held end
if held and not hasFailed and held ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** Arguments: owner, milliseconds. Returns 1 if the owner still has the lock. */
export const extendLock = `
return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('pexpire', KEYS[1], ARGV[2]) or 0`;

/** Arguments: owner, failure or '', seconds to keep the failure. */
export const unlock = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('del', KEYS[1]) end
redis.call('set', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1`;
