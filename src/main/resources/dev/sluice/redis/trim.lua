-- Trims a stream topic to its length and its age, and keeps what its consumer groups have still to read.
--
-- A script, since the age is by the server's clock, which also made the ids that end in "*", and since what groups have
-- read must be of the same moment.
--
-- KEYS  1 stream
-- ARGV  1 the most entries   2 the longest age in milliseconds; each empty for no such bound
-- Answers {how many entries were removed, 1 if another call at once may remove more, how many of the removed a group had
-- still to read, {the names of these groups}}. A group has still to read from the first entry on that was not delivered to
-- it or that it has not acknowledged.
--
-- With "~" XTRIM removes whole nodes of the stream only, which is cheap, and no more than some thousand entries at once.

local stream, length, age = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local piece = 10000 -- as many as XTRIM by itself
local much = 1000 -- a call that has removed less has done all that it can
local patience = 10 -- times the length that is kept for groups
local firstTime = 1000000000000 -- the lowest id that counts as a time: 2001-09-09 in milliseconds

-- Ids are compared as texts: Lua's numbers do not hold 64 bits.
local function isLess(a, b)
  return #a < #b or #a == #b and a < b
end
local function isBefore(a, b)
  local aMillis, aSequence = a:match('(%d+)-(%d+)')
  local bMillis, bSequence = b:match('(%d+)-(%d+)')
  if aMillis == bMillis then
    return isLess(aSequence, bSequence)
  end
  return isLess(aMillis, bMillis)
end

local function firstId()
  local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  return first and first[1]
end

local first = firstId()
if not first then
  return {0, 0, 0, {}}
end

-- The first entry that a group has still to read; nil if there is none.
local function firstUnread(group)
  local unread
  if group['last-delivered-id'] ~= '18446744073709551615-18446744073709551615' then -- Redis refuses to read behind it
    local entry = redis.call('XRANGE', stream, '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
    unread = entry and entry[1]
  end
  if group['pending'] > 0 then
    -- Pending entries before the first of the stream are gone already.
    local pending = redis.call('XPENDING', stream, group['name'], first, '+', 1)[1]
    if pending and (not unread or isBefore(pending[1], unread)) then
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
  local id = firstUnread(group)
  if id then
    unread[group['name']] = id
    if not protected or isBefore(id, protected) then
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

local lost, losers = 0, {}
local beyond = protected and length and redis.call('XLEN', stream) - patience * length or 0
if beyond > 0 and removed < much then
  -- Entries before the protected ones that share their node.
  local read = #redis.call('XRANGE', stream, '-', '(' .. protected, 'COUNT', math.min(beyond, much))
  local trimmed = redis.call('XTRIM', stream, 'MAXLEN', '~', patience * length)
  removed = removed + trimmed
  lost = math.max(0, trimmed - read)
  local left = firstId()
  for name, id in pairs(unread) do
    if isBefore(id, left) then
      losers[#losers + 1] = name
    end
  end
end

-- If the first id is no time, MINID would take the application's own ids first; if it is one, so are all others.
local oldest = tonumber((removed > 0 and firstId() or first):match('%d+'))
local edge = 0
if age and oldest >= firstTime then
  local now = redis.call('TIME')
  edge = tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000) - age - 1
end
if edge >= oldest then -- else XREVRANGE would go through the whole stream
  -- The newest of those that are too old stays. Who has seen it may come back to it in a quiet topic and be told truly
  -- that nothing is missing: of what it has trimmed Redis keeps nothing.
  local old = redis.call('XREVRANGE', stream, string.format('%.0f', edge), '-', 'COUNT', 1)[1]
  if old then
    local keep = protected and isBefore(protected, old[1]) and protected or old[1]
    local aged = redis.call('XTRIM', stream, 'MINID', '~', keep)
    if aged == 0 then
      -- What is still too old is part of one node: little, but in a quiet topic it would stay for ever.
      aged = redis.call('XTRIM', stream, 'MINID', keep)
    end
    removed = removed + aged
  end
end
return {removed, removed >= much and 1 or 0, lost, losers}
