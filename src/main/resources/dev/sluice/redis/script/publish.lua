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
-- the id in a stream or '', or an error, and then it was not published}; or the error SLUICEKEYS, and then nothing was
-- changed.
--
-- A time is six bytes: a third of the memory that its digits would take.

local published, order, channel = KEYS[1], KEYS[2], KEYS[3] or ARGV[2]
local verb, age, most = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local time_format, time_size = '>I6', 6
local most_at_once = 1000 -- keys that are removed for those that are added: more than are added in the long run

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

local function send(data, kind)
  if verb ~= 'XADD' then
    return redis.pcall(verb, channel, data)
  elseif kind == '' then
    return redis.pcall('XADD', channel, '*', 'data', data)
  end
  return redis.pcall('XADD', channel, '*', 'data', data, 'event', kind)
end

local function is_error(answer)
  return type(answer) == 'table' and answer.err
end

-- The key is recorded first: PUBLISH needs no memory, so a full Redis would refuse the key only after the message.
local function send_once(key, data, kind)
  local recorded = redis.pcall('HSET', published, key, now_bytes)
  if is_error(recorded) then
    return recorded
  end
  local sent = send(data, kind)
  if is_error(sent) then
    redis.call('HDEL', published, key)
    return sent
  end
  if verb == 'XADD' then
    redis.call('HSET', published, key, now_bytes .. sent)
  end
  redis.call('RPUSH', order, now_bytes .. key)
  return sent
end

local repeated, added = 0, 0
local answer = {0, 0}
for at = 5, #ARGV, 3 do
  local key, data, kind = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local record = key ~= '' and redis.call('HGET', published, key)
  local sent
  if record and not is_expired(record) then
    repeated = repeated + 1
    sent = string.sub(record, time_size + 1)
  elseif key == '' then
    sent = send(data, kind)
  else
    sent = send_once(key, data, kind)
    added = is_error(sent) and added or added + 1
  end
  answer[#answer + 1] = type(sent) == 'number' and '' or sent
end

local dropped = 0
if added > 0 then
  count = redis.call('HLEN', published)
  for _ = 1, added + most_at_once do
    local oldest = redis.call('LINDEX', order, 0)
    if not oldest then
      break
    end
    local key = string.sub(oldest, time_size + 1)
    local record = redis.call('HGET', published, key)
    -- Else the key has come again after its time, and stands further behind as well.
    if record and string.sub(record, 1, time_size) == string.sub(oldest, 1, time_size) then
      local expired = is_expired(oldest)
      if not expired and count <= most then
        break
      end
      redis.call('HDEL', published, key)
      count = count - 1
      dropped = expired and dropped or dropped + 1
    end
    redis.call('LPOP', order)
  end
  redis.call('PEXPIRE', published, age)
  redis.call('PEXPIRE', order, age)
end
answer[1], answer[2] = repeated, dropped
return answer
