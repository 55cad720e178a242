-- Pops messages for good, and returns or buries messages popped before that could not be delivered.
--
-- A script, because one round trip then carries a thousand messages, and because one that is too long must be among the
-- dead letters before it can be lost.
--
-- KEYS  1 queue   2 dead letters   3 hash of sessions, which is not changed   4 expiry of the queue, see queue.lua
--       5 ages, see expire.lua; only for a queue with a max-age
-- ARGV  1 number of messages   2 stop after this many bytes   3 longest message to hand over
--       4 head of a longer one as a dead letter   5 most dead letters to keep   6 drop those that died before this
--       time, or empty   7 end to take from, 'RIGHT' or 'LEFT'
--       then, for each stray, oldest first: 'RETURN' | 'BURY', its head as a dead letter, the message
-- Answers as exchange.lua does, or with the error WRONGTYPE or SLUICEDEAD, and then nothing was changed.

local queue, dead, expiry, ages = KEYS[1], KEYS[2], KEYS[4], KEYS[5]
local count, bytes, longest, head = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local most_dead, died_since, take_from = tonumber(ARGV[5]), ARGV[6], ARGV[7]

local waiting = redis.pcall('LLEN', queue)
if type(waiting) == 'table' then
  return waiting
end
if type(redis.pcall('LLEN', dead)) == 'table' then
  return redis.error_reply('SLUICEDEAD the dead letters are no list')
end

-- A full Redis lets a script go on writing if its first write needs no memory.
redis.call('HDEL', KEYS[3], '')

local returned, buried = {}, 0
for at = 8, #ARGV, 3 do
  if ARGV[at] == 'BURY' then
    redis.call('LPUSH', dead, ARGV[at + 1] .. ARGV[at + 2])
    buried = buried + 1
  end
end
for at = #ARGV - 2, 8, -3 do
  if ARGV[at] == 'RETURN' then
    returned[#returned + 1] = ARGV[at + 2]
  end
end
if #returned > 0 then
  give_back(queue, take_from, expiry, 'popped', returned)
  waiting = redis.call('LLEN', queue)
end

local popped, size = 0, 0
local answer = {0, {}, {}}
count = math.min(count, waiting)
if count > 0 then
  keep_expiry(queue, expiry, 'popped')
end
while popped < count and size < bytes do
  local message = redis.call(ends[take_from].take, queue)
  popped = popped + 1
  size = size + #message
  if #message > longest then
    redis.call('LPUSH', dead, head .. message)
    buried = buried + 1
    answer[popped + 3] = #message
  else
    answer[popped + 3] = message
  end
end
if buried > 0 then
  answer[3] = {buried, bound_dead_letters(dead, most_dead, died_since)}
end

if ages then
  count_taken(ages, #returned, popped, waiting - popped)
end

-- Reading the empty queue arms the signal for its next push (CLIENT TRACKING).
waiting = waiting - popped
if waiting == 0 then
  redis.call('LLEN', queue)
end
answer[1] = waiting
return answer
