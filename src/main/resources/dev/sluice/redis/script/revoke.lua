-- Refuses the tokens of users up to a time, and removes the revocations that are older than any token may be.
--
-- A script, since the time is by the server's clock, which all nodes share, and never goes back for a user.
--
-- KEYS  1 sorted set of users by the time up to which their tokens are refused, in milliseconds
-- ARGV  1 longest age in milliseconds   2 most users   3 user   4 time, or empty for now   ... further pairs
-- Answers {now, number of users for which there was no room}

local revocations, most = KEYS[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local first = now - ARGV[1]

-- A full Redis lets a script go on writing if its first write needs no memory.
redis.call('ZREMRANGEBYSCORE', revocations, '-inf', string.format('(%.0f', first))

local count, refused = redis.call('ZCARD', revocations), 0
for i = 3, #ARGV, 2 do
  local user, at = ARGV[i], tonumber(ARGV[i + 1]) or now
  local before = redis.call('ZSCORE', revocations, user)
  if not before and count >= most then
    refused = refused + 1
  elseif at >= first and at > (tonumber(before) or 0) then
    redis.call('ZADD', revocations, string.format('%.0f', at), user)
    count = before and count or count + 1
  end
end
return {now, refused}
