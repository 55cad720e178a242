-- Publishes messages to one channel: those with a key only if the key was not seen before.
--
-- A script, because a message and its key must be recorded together: the answer to the first request may be lost, and then
-- its repetition gets the same answer, from any node.
--
-- KEYS  1 hash from the digest of each key to its time and the id of its event   2 list of times and digests, oldest first
--       3 queue or stream; none for a pub/sub topic
-- ARGV  1 'LPUSH' | 'RPUSH' | 'XADD' | 'PUBLISH'   2 channel   3 how long keys are kept, in milliseconds   4 most keys
--       then for each message: digest of its key or '', data, type or ''
-- Answers {number of messages that were published before, number of keys dropped before their time, then for each message
-- the id in a stream or '', or an error, and then it was not published}; or the error SLUICEKEYS, or that of a replica, and then
-- nothing was changed.
--
-- A time is six bytes: a third of the memory that its digits would take.

local published, order, channel = KEYS[1], KEYS[2], KEYS[3] or ARGV[2]
local verb, age, most = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local time_format, time_size = '>I6', 6
local most_at_once = 1000 -- keys that are removed besides as many as are added, so that none stay in the long run

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local now_bytes = struct.pack(time_format, now)

local count = redis.pcall('HLEN', published)
local listed = redis.pcall('LLEN', order)
for _, answer in ipairs({count, listed}) do
  if type(answer) == 'table' then
    return string.find(answer.err, 'WRONGTYPE', 1, true)
        and redis.error_reply('SLUICEKEYS ' .. published .. ' is no hash, or ' .. order .. ' is no list') or answer
  end
end
if count > 0 and listed == 0 then
  redis.call('UNLINK', published) -- without their order, which Redis may have evicted, keys would never be removed
end

local function is_expired(bytes)
  return now - struct.unpack(time_format, bytes) > age
end

local function is_error(answer)
  return type(answer) == 'table' and answer.err
end

local function send(data, kind)
  if verb ~= 'XADD' then
    return redis.pcall(verb, channel, data)
  elseif kind == '' then
    return redis.pcall('XADD', channel, '*', 'data', data)
  end
  return redis.pcall('XADD', channel, '*', 'data', data, 'event', kind)
end

-- What is recorded for each key; false if nothing is. One call for all keys, as for what follows: a call takes a microsecond,
-- and Redis does nothing else meanwhile. A request has few enough messages for unpack.
local keys, records = {}, {}
for at = 5, #ARGV, 3 do
  local key = ARGV[at]
  if key ~= '' and records[key] == nil then
    keys[#keys + 1] = key
    records[key] = false
  end
end
local new = {}
for i, record in ipairs(redis.call('HMGET', published, unpack(keys))) do
  if record and not is_expired(record) then
    records[keys[i]] = record
  else
    new[#new + 1] = keys[i]
    new[#new + 1] = now_bytes
  end
end

-- Keys are recorded first: PUBLISH needs no memory, so a full Redis would refuse a key only after its message.
local recorded = #new > 0 and redis.pcall('HSET', published, unpack(new))
if is_error(recorded) and string.find(recorded.err, 'READONLY', 1, true) then
  return recorded -- the whole answer, so that the caller turns to the master
end

local repeated, ids, entries = 0, {}, {}
local answer = {0, 0}
for at = 5, #ARGV, 3 do
  local key, data, kind = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local sent
  if records[key] then
    repeated = repeated + 1
    sent = string.sub(records[key], time_size + 1)
  elseif key ~= '' and is_error(recorded) then
    sent = recorded
  else
    sent = send(data, kind)
    if type(sent) == 'number' then
      sent = ''
    end
    if key ~= '' and not is_error(sent) then
      records[key] = now_bytes .. sent
      entries[#entries + 1] = now_bytes .. key
      if sent ~= '' then
        ids[#ids + 1] = key
        ids[#ids + 1] = records[key]
      end
    end
  end
  answer[#answer + 1] = sent
end

local failed = {}
for i = 1, #new, 2 do
  if not records[new[i]] then
    failed[#failed + 1] = new[i]
  end
end
if #failed > 0 and not is_error(recorded) then
  redis.call('HDEL', published, unpack(failed))
end
if #ids > 0 then
  redis.call('HSET', published, unpack(ids))
end

-- Removes the oldest keys: those over their age, and those over the number. Returns how many were not over their age.
local function trim()
  local over = redis.call('HLEN', published) - most
  if over <= 0 and not is_expired(redis.call('LINDEX', order, 0)) then
    return 0
  end
  local oldest = redis.call('LRANGE', order, 0, #entries + most_at_once - 1)
  local names = {}
  for i, entry in ipairs(oldest) do
    names[i] = string.sub(entry, time_size + 1)
  end
  local gone, dropped, past = {}, 0, 0
  for i, record in ipairs(redis.call('HMGET', published, unpack(names))) do
    -- Else the key has come again after its time, and stands further behind as well.
    if record and string.sub(record, 1, time_size) == string.sub(oldest[i], 1, time_size) then
      local expired = is_expired(oldest[i])
      if not expired and #gone >= over then
        break
      end
      gone[#gone + 1] = names[i]
      dropped = expired and dropped or dropped + 1
    end
    past = i
  end
  if #gone > 0 then
    redis.call('HDEL', published, unpack(gone))
  end
  redis.call('LTRIM', order, past, -1)
  return dropped
end

if #entries > 0 then
  redis.call('RPUSH', order, unpack(entries))
  answer[2] = trim()
  redis.call('PEXPIRE', published, age)
  redis.call('PEXPIRE', order, age)
end
answer[1] = repeated
return answer
