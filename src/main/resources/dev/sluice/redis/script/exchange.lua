-- One exchange: settles, returns or buries what a session has claimed of a queue, and claims more.
--
-- A script, because the move must be atomic, because one round trip then carries a thousand messages, and because only
-- here can an exchange be told from its own repetition after a lost answer: the session's hash field has the number of
-- the last one that was carried out.
--
-- KEYS  1 queue   2 processing list of the session   3 hash of sessions   4 dead letters
--       5 hash of delivery counts: from the SHA-1 of a returned message to its counts, comma-separated, since equal
--         messages may have different ones; and from the SHA-1 and a "@" to the time of the first of these deliveries,
--         in milliseconds
--       6 expiry of the queue, see queue.lua   7 ages, see expire.lua; only for a queue with a max-age
-- ARGV  1 session   2 number of this exchange   3 messages held before it   4 number of the oldest to settle
--       5 number of messages to claim   6 stop after this many bytes   7 longest message to hand over
--       8 a string that no message equals   9 time by which a session must begin, in milliseconds
--       10 most dead letters to keep   11 drop those that died before this time, or empty
--       12 end to take from, 'RIGHT' or 'LEFT'
--       then, for each further message that leaves, by ascending position from the oldest (0):
--       its position, 'RETURN' | 'SETTLE' | 'BURY', and for BURY its head as a dead letter, for RETURN its delivery
--       count, a comma, and the milliseconds since its first delivery
-- Answers {messages left in the queue, {place, delivery count, milliseconds since the first, place, ...}, {dead letters
-- added, left, dropped} or {}, message, message, ...}, oldest first; for a message that is too long, its number of
-- bytes. Places, from 1, are those of messages that were delivered before. Or an error, WRONGTYPE, SLUICELOST,
-- SLUICELATE or SLUICEDEAD, and then nothing was changed.

local queue, processing, sessions, dead, deliveries, expiry, ages = unpack(KEYS)
local session, number, held, settled = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local count, bytes, longest, marker = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]
local start_by, most_dead, died_since, take_from = tonumber(ARGV[9]), tonumber(ARGV[10]), ARGV[11], ARGV[12]
local removals = (#ARGV - 12) / 3

-- Fails if the key is no list, before anything is changed.
local waiting = redis.pcall('LLEN', queue)
if type(waiting) == 'table' then
  return waiting
end

local function handed_over(message)
  if #message > longest then
    return #message
  end
  return message
end

-- RPOPLPUSH is LMOVE ... RIGHT LEFT for every Redis since 1.2, the embedded 5.0 of Windows included.
local function claim()
  if take_from == 'RIGHT' then
    return redis.call('RPOPLPUSH', queue, processing)
  end
  local message = redis.call('LPOP', queue)
  redis.call('LPUSH', processing, message)
  return message
end

local function note_count(message, count, ago)
  local hash = redis.sha1hex(message)
  local others = redis.call('HGET', deliveries, hash)
  redis.call('HSET', deliveries, hash, others and count .. ',' .. others or count)
  -- Equal messages keep the earliest time; a time without counts is left from an earlier message.
  redis.call(others and 'HSETNX' or 'HSET', deliveries, hash .. '@', string.format('%.0f', now_in_milliseconds() - ago))
end

-- The field also tells recover.lua from which end the claims came.
local last = tonumber(string.match(redis.call('HGET', sessions, session) or '0', '^%d+'))
local counts = {}
local answer = {0, counts, {}}

if last == number then
  -- The answer was lost: its claims are those in the list beyond the messages held before.
  local claimed = redis.call('LLEN', processing) - (held - settled - removals)
  for i = claimed - 1, 0, -1 do
    answer[#answer + 1] = handed_over(redis.call('LINDEX', processing, i))
  end
  answer[1] = waiting
  return answer
end

if last ~= number - 1 or redis.call('LLEN', processing) ~= held then
  return redis.error_reply('SLUICELOST the claims are not there any more')
end

-- A late copy must not claim for a node that may be gone: no node looks for its sessions any more.
if number == 1 then
  if now_in_milliseconds() > start_by then
    return redis.error_reply('SLUICELATE it is too late to begin a session')
  end
end

if removals > 0 and type(redis.pcall('LLEN', dead)) == 'table' then
  return redis.error_reply('SLUICEDEAD the dead letters are no list')
end

-- A full Redis lets a script go on writing after a first write, and this one only moves and frees: without this one,
-- which does nothing, a queue that has filled Redis could not be drained.
redis.call('HDEL', sessions, '')

-- Redis cannot remove by position: mark the places here, and remove all marks at once below.
local returned, buried = {}, 0
for at = 13, #ARGV, 3 do
  local index, verb = -1 - tonumber(ARGV[at]), ARGV[at + 1]
  if verb == 'RETURN' then
    returned[#returned + 1] = {redis.call('LINDEX', processing, index), ARGV[at + 2]}
  elseif verb == 'BURY' then
    redis.call('LPUSH', dead, ARGV[at + 2] .. redis.call('LINDEX', processing, index))
    buried = buried + 1
  end
  redis.call('LSET', processing, index, marker)
end
if #returned > 0 then
  -- The newest first, so that they and their counts end up in their old order.
  local newest_first = {}
  for i = #returned, 1, -1 do
    local message, delivered = unpack(returned[i])
    newest_first[#newest_first + 1] = message
    local count, ago = string.match(delivered, '^(%d+),(%d+)$')
    if count ~= '0' then
      note_count(message, count, ago)
    end
  end
  give_back(queue, take_from, expiry, session, newest_first)
  waiting = redis.call('LLEN', queue)
end
if buried > 0 then
  answer[3] = {buried, bound_dead_letters(dead, most_dead, died_since)}
end
if settled > 0 then
  redis.call('LTRIM', processing, 0, -1 - settled)
end
if removals > 0 then
  redis.call('LREM', processing, 0, marker)
end

local counted = redis.call('EXISTS', deliveries) == 1
local claimed, size = 0, 0
count = math.min(count, waiting)
if count > 0 then
  keep_expiry(queue, expiry, session)
end
while claimed < count and size < bytes do
  local message = claim()
  claimed = claimed + 1
  size = size + #message
  answer[claimed + 3] = handed_over(message)
  if counted then
    local before, ago = take_count(deliveries, message)
    if before then
      counts[#counts + 1] = claimed
      counts[#counts + 1] = before
      counts[#counts + 1] = ago
    end
  end
end

if ages then
  count_taken(ages, #returned, claimed, waiting - claimed)
end

if held - settled - removals + claimed == 0 then
  redis.call('HDEL', sessions, session)
  redis.call('HDEL', expiry, session)
elseif settled + removals + claimed > 0 then
  redis.call('HSET', sessions, session, take_from == 'LEFT' and ARGV[2] .. 'L' or number)
end

-- Reading the empty queue arms the signal for its next push (CLIENT TRACKING).
waiting = waiting - claimed
if waiting == 0 then
  redis.call('DEL', deliveries) -- counts of messages that another program took, or from another mode
  redis.call('LLEN', queue)
end
answer[1] = waiting
return answer
