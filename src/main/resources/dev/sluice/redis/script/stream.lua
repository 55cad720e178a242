-- Functions for the scripts that remove entries of a stream; LuaScript puts them in front.

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

local function first_id(stream)
  local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  return first and first[1]
end

-- The first entry that a group has still to read or to acknowledge; nil if there is none.
local function first_unread(stream, first, group)
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

-- Returns by group the first entry that it has still to read, and the first of all; without groups that have none.
local function unread_entries(stream, first)
  local unread, protected = {}, nil
  for _, fields in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local group = {}
    for i = 1, #fields, 2 do
      group[fields[i]] = fields[i + 1]
    end
    local id = first_unread(stream, first, group)
    if id then
      unread[group['name']] = id
      if not protected or is_before(id, protected) then
        protected = id
      end
    end
  end
  return unread, protected
end
