-- Reads the revocations since a time, and removes those that are older than any token may be.
--
-- A script, since their times are by the server's clock, and since the number of all must be of the same moment.
--
-- KEYS  1 sorted set of users by the time up to which their tokens are refused, in milliseconds
-- ARGV  1 longest age in milliseconds   2 first time   3 revocations to skip   4 most to answer
-- Answers {now, number of all, {user, time as text, ...}}

local revocations = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- As a text without an exponent, which tostring would give it.
redis.call('ZREMRANGEBYSCORE', revocations, '-inf', string.format('(%.0f', now - ARGV[1]))

local found = redis.call('ZRANGEBYSCORE', revocations, ARGV[2], '+inf', 'WITHSCORES', 'LIMIT', ARGV[3], ARGV[4])
for i = 2, #found, 2 do
  -- Others may have written an infinite one.
  found[i] = string.format('%.0f', math.min(tonumber(found[i]), 9007199254740991))
end
return {now, redis.call('ZCARD', revocations), found}
