-- Reads events of a stream topic, and what Redis knows of removed ones.
--
-- A script, because present and removed events must be of one moment, because only here can a page be bounded in bytes
-- without a round trip for each event, and because a read in it arms the signal for the next event (CLIENT TRACKING).
--
-- KEYS  1 stream
-- ARGV  1 read from this id on; empty for the newest   2 most events   3 stop after this many bytes of data and types
--       4 longest data to hand over                      5 the newest up to this id; + for all
-- Answers {last id, oldest id or '', 0-0 if nothing was ever removed or '' if something may have been, 1 if there is
-- more, {{id, data, type or ''}, ...}, 1 if the newest entry ends the topic}, oldest first; in place of data its length
-- if it is too long, and -1 if there is none; an entry that ends the topic, by a field "end", has a fourth element, 1;
-- or the error WRONGTYPE.

local stream, from = KEYS[1], ARGV[1]
local count, bytes, max_data = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local most_at_once = 10 -- entries of one call; each is copied whole, however long it is
local read_times = 4 -- a page reads at most this many times its bytes, whatever else is in its entries
local field_size = 100 -- bytes that take as long to read as a name or a value takes besides its own
local long_entry = 10000 -- bytes; after a longer entry, entries are read one at a time

-- Redis refuses to read beyond the highest possible id, or before the lowest.
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

-- The read that arms the signal comes first: later writes are signalled, and none comes in the midst of a script.
local armed = redis.pcall('XLEN', stream)
if type(armed) == 'table' then
  return armed
end
if redis.call('EXISTS', stream) == 0 then
  return {'0-0', '', '0-0', 0, {}, 0}
end

local info = redis.call('XINFO', 'STREAM', stream)
local state = {}
for i = 1, #info, 2 do
  state[info[i]] = info[i + 1]
end
local first_id = state['first-entry'] and state['first-entry'][1] or ''
local last_id = state['last-entry'] and state['last-entry'][1] or ''
local last = state['last-generated-id']
-- Redis does not keep what was trimmed last: max-deleted-entry-id knows only XDEL. Before 7.0 it does not count either.
local deleted = state['entries-added'] == state['length'] and '0-0' or ''

local ended = 0
local newest_fields = state['last-entry'] and state['last-entry'][2] or {}
for f = 1, #newest_fields, 2 do
  if newest_fields[f] == 'end' then
    ended = 1
  end
end

local events, size, read, found, more = {}, 0, 0, 0, 0
local newest = from == ''
local edge = newest and ARGV[5] or from
local piece = 1
local function is_full()
  return size >= bytes or read >= read_times * bytes
end
while found < count and not is_full() do
  local wanted = math.min(piece, count - found)
  local part = (newest and before or after)(edge, wanted)
  local largest = 0
  for _, entry in ipairs(part) do
    if is_full() and found > 0 then
      break
    end
    local data, kind, has, entry_size, ends = '', '', false, 0, nil
    for f = 1, #entry[2], 2 do
      local name, value = entry[2][f], entry[2][f + 1]
      entry_size = entry_size + #name + #value + 2 * field_size
      if name == 'data' then
        data = value
        has = true
      elseif name == 'event' then
        kind = value
      elseif name == 'end' then
        ends = 1
      end
    end
    found = found + 1
    read = read + entry_size
    largest = math.max(largest, entry_size)
    if not has then
      events[found] = {entry[1], -1, '', ends}
    elseif #data + #kind > max_data then
      events[found] = {entry[1], #data + #kind, '', ends}
    else
      events[found] = {entry[1], data, kind, ends}
      size = size + #data + #kind
    end
  end
  if #part < wanted then
    break
  end
  edge = '(' .. part[#part][1]
  piece = largest > long_entry and 1 or most_at_once
end
-- There is more if the outermost event found is not the stream's.
local outermost = newest and first_id or last_id
if found > 0 and events[found][1] ~= outermost then
  more = 1
end

local answer = {}
for i = 1, found do
  answer[i] = newest and events[found + 1 - i] or events[i]
end
return {last, first_id, deleted, more, answer, ended}
