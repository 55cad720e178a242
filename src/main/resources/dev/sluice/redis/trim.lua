-- Trims a stream topic to its length and its age. A script, since the age is by the server's clock, which also made the
-- ids that end in "*".
--
-- KEYS[1]  the stream
-- ARGV[1]  the most entries; empty for any number
-- ARGV[2]  the longest age in milliseconds; empty for any age
--
-- Returns how many entries were removed. With "~" XTRIM removes whole nodes of the stream only, which is cheap, and no
-- more than some thousand entries at once.

local topic, length, age = KEYS[1], ARGV[1], tonumber(ARGV[2])

local over = length ~= '' and redis.call('XTRIM', topic, 'MAXLEN', '~', length) or 0
if not age then
  return over
end

local now = redis.call('TIME')
local oldest = tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000) - age
if oldest <= 0 then
  return over
end

-- The newest of those that are too old stays. Who has seen it may come back to it in a quiet topic and be told truly that
-- nothing is missing: of what it has trimmed Redis keeps nothing.
local old = redis.call('XREVRANGE', topic, string.format('%.0f', oldest - 1), '-', 'COUNT', 1)
if #old == 0 then
  return over
end
local keep = old[1][1]

-- Redis before 6.2 knows no MINID, and trims by the length only.
local aged = redis.pcall('XTRIM', topic, 'MINID', '~', keep)
if type(aged) == 'table' then
  return over
end
if aged == 0 then
  -- What is still too old is part of one node: little, but in a quiet topic it would stay for ever.
  aged = redis.call('XTRIM', topic, 'MINID', keep)
end
return over + aged
