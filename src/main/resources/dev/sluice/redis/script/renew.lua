-- Renews the lease of an incarnation, and declares lapsed the incarnations that have not renewed theirs.
--
-- A script, because an incarnation that declares others lapsed must not be late: after Redis was away every lease is
-- over, and the first one back would take all claims. So only one whose own lease was never interrupted declares.
--
-- KEYS  1 sorted set of incarnations by the end of their lease, in milliseconds   2 set of lapsed ones
-- ARGV  1 incarnation   2 '1' if it joins   3 length of the lease in milliseconds   4 most lapsed ones to name
-- Answers {1 if the lease is held now, else 0; its end; a lapsed incarnation, ...}

local leases, lapsed = KEYS[1], KEYS[2]
local incarnation, joins, length = ARGV[1], ARGV[2] == '1', tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- A full Redis lets a script go on writing if its first write needs no memory.
redis.call('ZREM', leases, '')

local before = redis.call('ZSCORE', leases, incarnation)
local held = 0

-- The first renewal may be a repetition, so late that others have declared the incarnation lapsed.
if before or joins and redis.call('SISMEMBER', lapsed, incarnation) == 0 then
  held = 1
  redis.call('ZADD', leases, now + length, incarnation)
end
if before and tonumber(before) >= now then
  for _, silent in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', '(' .. now)) do
    redis.call('ZREM', leases, silent)
    redis.call('SADD', lapsed, silent)
  end
end

local answer = {held, now + length}
for _, one in ipairs(redis.call('SRANDMEMBER', lapsed, ARGV[4])) do
  answer[#answer + 1] = one
end
return answer
