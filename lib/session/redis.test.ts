import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { RedisFailure } from './redis';

const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });
const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

test.each([
  ['WRONGPASS', reply('WRONGPASS invalid username-password pair'), undefined],
  ['OOM', reply("OOM command not allowed when used memory > 'maxmemory'. script: 5f, on"), refused],
  [
    'READONLY', // as Redis 6 says it
    reply('ERR Error running script (call to f_5f): @user_script:2: -READONLY You can’t write'),
    undefined,
  ],
  ['ERR', reply('ERR unknown command `hunter2`'), undefined],
  ['WRONGPASS', new Error('Connection is closed.'), reply('WRONGPASS hunter2')],
  ['ECONNREFUSED', new Error('Reached the max retries per request limit'), refused],
  ['ECONNREFUSED', Object.assign(new Error('Failed'), { lastNodeError: refused }), undefined],
  ['ETIMEDOUT', new Error('hunter2 took too long'), undefined],
  ['ETIMEDOUT', 'hunter2', undefined],
])('%s is all that is shown of a failure', (code, error, trouble) => {
  const failure = new RedisFailure(error, trouble);
  expect([failure.code, failure.message]).toEqual([code, code]);
  expect(inspect(failure)).not.toContain('hunter2');
});
