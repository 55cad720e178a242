-- Returns all claims of a session to the front of its queue, in their old order, and ends the session.
--
-- A script, because the session must end together with the last move: from then on exchange.lua refuses its owner, and
-- a second recovery finds nothing. All at once, since messages claimed between two parts would be out of order.
--
-- KEYS  1 queue   2 processing list of the session   3 hash of sessions   4 expiry of the queue, see queue.lua
--       5 ages, see expire.lua; only for a queue with a max-age
-- ARGV  1 session
-- Answers the number of messages that came back; or the error WRONGTYPE, and then nothing was changed.
--
-- LRANGE, RPUSH and LTRIM in pieces are ten times as fast as a move of each short message; of long ones, which are
-- copied several times, each move is ten times as fast, and takes the memory of one message only.

local queue, processing, sessions, expiry, ages = unpack(KEYS)
local session = ARGV[1]
local most_at_once = 100
local long_message = 10000 -- bytes; after a longer message, messages are moved one at a time

local waiting = redis.pcall('LLEN', queue)
if type(waiting) == 'table' then
  return waiting
end

-- To the end that they were taken from, whatever the setting of the recovering node.
local field = redis.call('HGET', sessions, session)
local take_from = field and string.sub(field, -1) == 'L' and 'LEFT' or 'RIGHT'

-- A full Redis lets a script go on writing if its first write needs no memory.
redis.call('HDEL', sessions, session)

local returned = 0
local piece = 1
local messages = redis.call('LRANGE', processing, 0, piece - 1)
while #messages > 0 do
  -- The newest stand first here and go first to the end that is claimed from, so the oldest end up in front.
  give_back(queue, take_from, expiry, session, messages)
  redis.call('LTRIM', processing, #messages, -1)
  returned = returned + #messages
  local longest = 0
  for _, message in ipairs(messages) do
    longest = math.max(longest, #message)
  end
  piece = longest > long_message and 1 or math.min(2 * piece, most_at_once)
  messages = redis.call('LRANGE', processing, 0, piece - 1)
end
redis.call('HDEL', expiry, session)
if ages then
  count_taken(ages, returned, 0, redis.call('LLEN', queue))
end
return returned
