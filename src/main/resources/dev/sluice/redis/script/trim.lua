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
local first_time = 1000000000000 -- the lowest id that counts as a time: 2001-09-09 in milliseconds

-- Ids are compared as texts: Lua's numbers do not hold 64 bits.
local function is_less(a, b)
  return #a < #b or #a == #b and a < b
end
local function is_before(a, b)
  local a_millis, a_sequence = a:match('(%d+)-(%d+)')
  local b_millis, b_sequence = b:match('(%d+)-(%d+)')
  if a_millis == b_millis then
    return is_less(a_sequence, b_sequence)
  end
  return is_less(a_millis, b_millis)
end

local function first_id()
  local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  return first and first[1]
end

local first = first_id()
if not first then
  return {0, 0, 0, {}}
end

-- The first entry that a group has still to read; nil if there is none.
local function first_unread(group)
  local unread
  if group['last-delivered-id'] ~= '18446744073709551615-18446744073709551615' then -- Redis refuses to read behind it
    local entry = redis.call('XRANGE', stream, '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
    unread = entry and entry[1]
  end
  if group['pending'] > 0 then
    -- Pending entries before the first of the stream are gone already.
    local pending = redis.call('XPENDING', stream, group['name'], first, '+', 1)[1]
    if pending and (not unread or is_before(pending[1], unread)) then
      unread = pending[1]
    end
  end
  return unread
end

local unread, protected = {}, nil -- by group, and the first of all
for _, fields in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
  local group = {}
  for i = 1, #fields, 2 do
    group[fields[i]] = fields[i + 1]
  end
  local id = first_unread(group)
  if id then
    unread[group['name']] = id
    if not protected or is_before(id, protected) then
      protected = id
    end
  end
end

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
  local left = first_id()
  for name, id in pairs(unread) do
    if is_before(id, left) then
      lossy_groups[#lossy_groups + 1] = name
    end
  end
end

-- If the first id is no time, MINID would take the application's own ids first; if it is one, so are all others.
local oldest = tonumber((removed > 0 and first_id() or first):match('%d+'))
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
