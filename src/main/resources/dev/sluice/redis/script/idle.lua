-- Removes a stream topic to which nothing was added for some time.
--
-- A script, since an event that is added meanwhile must not be lost, and since the time is by the server's clock, which
-- also made the ids that end in "*".
--
-- KEYS  1 stream
-- ARGV  1 milliseconds since the last event
-- Answers 1 if the stream was removed, else 0: its last id is later or is no time, or a consumer group has still to read
-- or acknowledge an entry.

local stream = KEYS[1]

local length = redis.pcall('XLEN', stream)
if type(length) == 'table' then
  return length
end
if redis.call('EXISTS', stream) == 0 then
  return 0
end

local info = redis.call('XINFO', 'STREAM', stream)
local last
for i = 1, #info, 2 do
  if info[i] == 'last-generated-id' then
    last = tonumber(info[i + 1]:match('%d+'))
  end
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if last < first_time or last > now - tonumber(ARGV[1]) then
  return 0
end

local first = first_id(stream)
if first then
  local _, protected = unread_entries(stream, first)
  if protected then
    return 0
  end
end
redis.call('UNLINK', stream)
return 1
