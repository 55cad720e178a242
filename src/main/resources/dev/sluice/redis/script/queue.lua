-- Functions for the scripts that move messages; LuaScript puts them in front.

-- A queue's messages are taken from one end of its list, and go back to it.
local ends = {RIGHT = {take = 'RPOP', give_back = 'RPUSH'}, LEFT = {take = 'LPOP', give_back = 'LPUSH'}}

local function now_in_milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- To be called before messages are taken. A list that expires loses its expiry with its last message. So each session
-- that takes some keeps it in the hash "expiry", until a day after it, for messages that come back later.
local function keep_expiry(queue, expiry, session)
  local left = redis.call('PTTL', queue)
  if left > 0 then
    redis.call('HSET', expiry, session, string.format('%.0f', now_in_milliseconds() + left))
    redis.call('PEXPIRE', expiry, left + 86400000)
  else
    redis.call('HDEL', expiry, session)
  end
end

-- Puts messages back to the front, the first of them last. If that creates the list anew, the list gets its old expiry,
-- and is gone at once if that has passed.
local function give_back(queue, take_from, expiry, session, messages)
  local is_new = redis.call('EXISTS', queue) == 0
  for from = 1, #messages, 1000 do
    redis.call(ends[take_from].give_back, queue, unpack(messages, from, math.min(from + 999, #messages)))
  end
  local at = is_new and redis.call('HGET', expiry, session)
  if at then
    redis.call('PEXPIREAT', queue, at)
  end
end

-- Keeps the dead letters, newest first in their list, within their bounds. At most a thousand are dropped for their age
-- at once. Returns the numbers of those left and dropped.
local function bound_dead_letters(dead, most, died_since)
  local left = redis.call('LLEN', dead)
  local dropped = math.max(0, left - most)
  if dropped > 0 then
    redis.call('LTRIM', dead, 0, most - 1)
  end
  local oldest = died_since ~= '' and redis.call('LINDEX', dead, -1)
  for _ = 1, 1000 do
    -- Times of ISO 8601 in UTC have the order of their texts.
    local is_letter, head = pcall(cjson.decode, oldest and string.match(oldest, '^[^\n]*'))
    if not is_letter or type(head) ~= 'table' or type(head.at) ~= 'string' or head.at >= died_since then
      break
    end
    redis.call('RPOP', dead)
    dropped = dropped + 1
    oldest = redis.call('LINDEX', dead, -1)
  end
  return left - dropped, dropped
end

-- Takes the delivery count of a message out of its hash, see exchange.lua. Returns it, and the milliseconds since the first
-- delivery; nil if there is none.
local function take_count(deliveries, message)
  local hash = redis.sha1hex(message)
  local all = redis.call('HGET', deliveries, hash)
  if not all then
    return nil
  end
  local count, others = string.match(all, '^(%d+),?(.*)$')
  local first = redis.call('HGET', deliveries, hash .. '@')
  if others == '' then
    redis.call('HDEL', deliveries, hash, hash .. '@')
  else
    redis.call('HSET', deliveries, hash, others)
  end
  return tonumber(count), first and math.max(0, now_in_milliseconds() - first) or 0
end

-- Notes in the hash of ages, see expire.lua, how many messages were given back and then taken. An empty queue has no ages,
-- and without the hash there is nothing to note: it begins with what has not been taken by then.
local function count_taken(ages, given_back, taken, left)
  local noted = given_back + taken > 0 and redis.pcall('HGET', ages, 'taken')
  local before = type(noted) == 'string' and tonumber(noted)
  if not before then
    return
  end
  if left == 0 then
    redis.call('DEL', ages)
    return
  end
  if given_back > 0 and before > (tonumber(redis.call('HGET', ages, 'top') or '') or -math.huge) then
    redis.call('HSET', ages, 'top', noted)
  end
  redis.call('HSET', ages, 'taken', string.format('%.0f', before + taken - given_back))
end
