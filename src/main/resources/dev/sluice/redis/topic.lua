-- Reads events of a stream topic, and what is known of those that are gone.
--
-- A script, because what is there and what is gone must be of one moment, because only here can a page be bounded in bytes
-- without a round trip for each event, and because a read in it arms the signal for the next event (CLIENT TRACKING).
--
-- KEYS  1 stream
-- ARGV  1 read from this id on; empty to read the newest   2 how many events   3 stop after so many bytes
--       4 hand over no data longer than this               5 the newest up to this id; + for all
-- Answers {last id, oldest id or '', 0-0 where nothing has ever gone or '' where something may have, 1 where there is more,
-- {{id, data, type or ''}, ...}}, oldest first, in place of data its length where it is too long and -1 where there is
-- none; or the error WRONGTYPE.

local stream, from = KEYS[1], ARGV[1]
local count, bytes, longest = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local most_at_once = 10 -- entries of one call; each is copied whole, however long it is
local long = 10000 -- bytes; entries that follow such a one are read one by one

-- Redis refuses to read behind the last id that there can be, or before the first.
local function after(edge, wanted)
  if edge == '(18446744073709551615-18446744073709551615' then
    return {}
  end
  return redis.call('XRANGE', stream, edge, '+', 'COUNT', wanted)
end
local function before(edge, wanted)
  if edge == '(0-0' then
    return {}
  end
  return redis.call('XREVRANGE', stream, edge, '-', 'COUNT', wanted)
end

-- The read that arms comes first: what is written behind it is signalled, and nothing is in the midst of a script.
local length = redis.pcall('XLEN', stream)
if type(length) == 'table' then
  return length
end
if redis.call('EXISTS', stream) == 0 then
  return {'0-0', '', '0-0', 0, {}}
end

local info = redis.call('XINFO', 'STREAM', stream)
local state = {}
for i = 1, #info, 2 do
  state[info[i]] = info[i + 1]
end
local first_id = state['first-entry'] and state['first-entry'][1] or ''
local last_id = state['last-entry'] and state['last-entry'][1] or ''
local last = state['last-generated-id']
-- What was trimmed last Redis does not keep: max-deleted-entry-id knows of XDEL only. Before 7.0 it does not count either.
local deleted = state['entries-added'] == state['length'] and '0-0' or ''

local events, size, found, more = {}, 0, 0, 0
local newest = from == ''
local edge = newest and ARGV[5] or from
local piece = 1
while found < count and size < bytes do
  local wanted = math.min(piece, count - found)
  local part = (newest and before or after)(edge, wanted)
  local longest_here = 0
  for _, entry in ipairs(part) do
    if size >= bytes and found > 0 then
      break
    end
    local data, kind = '', ''
    local has = false
    local entry_size = 0
    for f = 1, #entry[2], 2 do
      entry_size = entry_size + #entry[2][f + 1]
      if entry[2][f] == 'data' then
        data = entry[2][f + 1]
        has = true
      elseif entry[2][f] == 'event' then
        kind = entry[2][f + 1]
      end
    end
    local is_too_long = #data > longest
    size = size + entry_size
    found = found + 1
    events[found] = {entry[1], not has and -1 or is_too_long and #data or data, kind}
    longest_here = math.max(longest_here, entry_size)
  end
  if #part < wanted then
    break
  end
  edge = '(' .. part[#part][1]
  piece = longest_here > long and 1 or most_at_once
end
-- What is there beyond the farthest event that was found.
local outermost = newest and first_id or last_id
if found > 0 and events[found][1] ~= outermost then
  more = 1
end

local answer = {}
for i = 1, found do
  answer[i] = newest and events[found + 1 - i] or events[i]
end
return {last, first_id, deleted, more, answer}
