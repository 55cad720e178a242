-- Trims a stream topic to its length and its age, and keeps what its consumer groups have still to read.
--
-- A script, since the age is by the server's clock, which also made the ids that end in "*", and since what groups have
-- read must be of the same moment.
--
-- KEYS  1 stream
-- ARGV  1 most entries   2 longest age in milliseconds; each empty for no such bound
-- Answers {entries removed, 1 if another call at once may remove more, removed entries that a group had still to read,
-- {the names of these groups}}. A group has still to read all from the first entry on that was not delivered to it or
-- that it has not acknowledged.
--
-- With "~" XTRIM removes only whole nodes of the stream, which is cheap, and at most some thousand entries at once.

local stream, length, age = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local piece = 10000 -- as many as XTRIM by itself
local full_call = 1000 -- a call that has removed less has done all that it can
local kept_times = 10 -- times the length that is kept for groups

local first = first_id(stream)
if not first then
  return {0, 0, 0, {}}
end

local unread, protected = unread_entries(stream, first) -- by group, and the first of all

local removed = 0
local excess = length and redis.call('XLEN', stream) - length or 0
if excess > 0 then
  if protected then
    -- Removes the nodes that MAXLEN would, but none with a protected entry.
    removed = redis.call('XTRIM', stream, 'MINID', '~', protected, 'LIMIT', math.min(excess, piece))
  else
    removed = redis.call('XTRIM', stream, 'MAXLEN', '~', length)
  end
end

local lost, lossy_groups = 0, {}
local beyond = protected and length and redis.call('XLEN', stream) - kept_times * length or 0
if beyond > 0 and removed < full_call then
  -- Entries before the protected ones that share their node.
  local read = #redis.call('XRANGE', stream, '-', '(' .. protected, 'COUNT', math.min(beyond, full_call))
  local trimmed = redis.call('XTRIM', stream, 'MAXLEN', '~', kept_times * length)
  removed = removed + trimmed
  lost = math.max(0, trimmed - read)
  local left = first_id(stream)
  for name, id in pairs(unread) do
    if is_before(id, left) then
      lossy_groups[#lossy_groups + 1] = name
    end
  end
end

-- If the first id is no time, MINID would take the application's own ids first; if it is one, so are all others.
local oldest = tonumber((removed > 0 and first_id(stream) or first):match('%d+'))
local edge = 0
if age and oldest >= first_time then
  local now = redis.call('TIME')
  edge = tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000) - age - 1
end
if edge >= oldest then -- else XREVRANGE would go through the whole stream
  -- The newest of those that are too old stays. A browser that has seen it may come back in a quiet topic and be told
  -- truly that nothing is missing: Redis keeps nothing of what it has trimmed.
  local old = redis.call('XREVRANGE', stream, string.format('%.0f', edge), '-', 'COUNT', 1)[1]
  if old then
    local keep = protected and is_before(protected, old[1]) and protected or old[1]
    local aged = redis.call('XTRIM', stream, 'MINID', '~', keep)
    if aged == 0 then
      -- What is still too old is part of one node: little, but in a quiet topic it would stay for ever.
      aged = redis.call('XTRIM', stream, 'MINID', keep)
    end
    removed = removed + aged
  end
end
return {removed, removed >= full_call and 1 or 0, lost, lossy_groups}
