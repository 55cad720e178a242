-- Walks the dead letters of a queue, from one towards older ones, and lists, retries or drops them.
--
-- A script, because a letter must not be in both lists or in none if the caller is cut off, and because two callers at
-- once must not take the same one. A call is bounded, so that it does not block Redis for long; the caller goes on
-- where it stopped.
--
-- A retried message goes to the front of its queue: it was first once, and the others have waited less. The newest
-- is moved first, so that the oldest ends up in front.
--
-- A retried message begins a new life: its age, and with it those of the others, is counted anew.
--
-- KEYS  1 queue   2 dead letters   3 ages, see expire.lua
-- ARGV  1 'LIST' | 'RETRY' | 'DROP'
--       2 place to begin: the oldest letter is 1, so that places stay the same while letters come
--       3 most letters   4 stop after this many bytes
--       5 for LIST: most bytes of each message to answer   6 a string that no letter equals
--       7 the end of the queue that is taken from, 'RIGHT' or 'LEFT'
-- Answers {letters before the call, place to go on, letters taken} and for LIST place, head, length and beginning of
-- each message; or an error, SLUICEDEAD or SLUICEQUEUE, and then nothing was changed.

local queue, dead, ages = unpack(KEYS)
local verb, from, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local bytes, shown, marker, take_from = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6], ARGV[7]

local total = redis.pcall('LLEN', dead)
if type(total) == 'table' then
  return redis.error_reply('SLUICEDEAD the dead letters are no list')
end
if verb == 'RETRY' and type(redis.pcall('LLEN', queue)) == 'table' then
  return redis.error_reply('SLUICEQUEUE the queue is no list')
end

-- A letter without a head was put there by another program, and is a message as a whole.
local function parts(letter)
  local at = string.find(letter, '\n', 1, true)
  if at and string.sub(letter, 1, 1) == '{' then
    local head = string.sub(letter, 1, at - 1)
    local read, fields = pcall(cjson.decode, head)
    if read and type(fields) == 'table' and fields.reason then
      return head, string.sub(letter, at + 1)
    end
  end
  return '', letter
end

local last = math.max(1, from - count + 1)
local place = math.min(from, total)
local near_head = place > total / 2
local taken, size = 0, 0
local answer = {}

-- A full Redis lets a script go on writing after a first write, and this one only moves and frees: see exchange.lua.
if verb ~= 'LIST' and place >= last then
  redis.call('LTRIM', dead, 0, -1)
end
if verb == 'RETRY' then
  redis.call('DEL', ages)
end

while place >= last and size < bytes do
  local index = near_head and total - place or -place -- Redis finds it from the nearer end
  local letter = redis.call('LINDEX', dead, index)
  if verb == 'LIST' then
    local head, message = parts(letter)
    for _, value in ipairs({place, head, #message, string.sub(message, 1, shown)}) do
      answer[#answer + 1] = value
    end
  else
    if verb == 'RETRY' then
      local _, message = parts(letter)
      redis.call(ends[take_from].give_back, queue, message)
    end
    redis.call('LSET', dead, index, marker)
  end
  taken = taken + 1
  size = size + #letter
  place = place - 1
end

-- Removed at once, since a place names another letter once one behind it is gone.
if verb ~= 'LIST' and taken > 0 then
  redis.call('LREM', dead, near_head and taken or -taken, marker)
end

table.insert(answer, 1, total)
table.insert(answer, 2, place)
table.insert(answer, 3, taken)
return answer
