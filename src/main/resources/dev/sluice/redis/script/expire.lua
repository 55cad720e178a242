-- Removes the messages of a queue that are older than its max-age, from the end that is taken from.
--
-- A script, because the ages must be compared with the list of the same moment, and because a message must not be in two
-- places or in none.
--
-- A list has no times. So each call notes marks: "at this time, the message at this position had this fingerprint". A
-- position is the number of messages that Sluice had taken by then, plus the place in the list. At a later call, the
-- message has moved forward by those that were taken meanwhile. What is in front of a mark is at least as old as the mark.
--
-- A mark counts only while it lies beyond all that was ever taken since ("top"). So whatever came back, in any order, was
-- in front of the mark before, and is so again: the number of messages in front of it is exact.
--
-- If other programs have taken, removed or inserted messages, a mark has another message, and all ages begin anew: a
-- message goes too late, and never too early. Only texts that are pushed again after another program has taken equal ones
-- cannot be told from these. The time since the last access (OBJECT IDLETIME) would not help: Redis does not set it while
-- it saves, so it may be that of an earlier push.
--
-- KEYS  1 queue   2 hash of ages: "taken"; "top", the most that were taken since the last call, if fewer are now; "marks",
--         by position: time in milliseconds, position and fingerprint of each   3 dead letters   4 hash of delivery counts
-- ARGV  1 max-age in milliseconds   2 milliseconds between marks   3 end to take from, 'RIGHT' or 'LEFT'
--       4 head of a dead letter, or empty to delete messages   5 most messages   6 stop after this many bytes
--       7 most dead letters to keep   8 drop those that died before this time, or empty
-- Answers {messages removed, 1 if another call at once may remove more, {dead letters added, left, dropped} or {}}; or the
-- error WRONGTYPE or SLUICEDEAD, and then nothing was changed.

local queue, ages, dead, deliveries = unpack(KEYS)
local max_age, interval, take_from, head = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local count, bytes, most_dead, died_since = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]
local most_marks = 50 -- more than are made in a max-age, unless that grows; without further ones messages go later
local week = 604800000 -- how long ages stay if no node runs
local day = 86400000

local waiting = redis.pcall('LLEN', queue)
if type(waiting) == 'table' then
  return waiting
end
if head ~= '' and type(redis.pcall('LLEN', dead)) == 'table' then
  return redis.error_reply('SLUICEDEAD the dead letters are no list')
end

-- Fails if the key is no hash, before anything is changed. And a full Redis lets a script go on writing if its first
-- write needs no memory.
redis.call('HDEL', ages, '')

if waiting == 0 then
  redis.call('DEL', ages)
  return {0, 0, {}}
end

local now = now_in_milliseconds()
local taken = tonumber(redis.call('HGET', ages, 'taken') or 0)
local top = tonumber(redis.call('HGET', ages, 'top') or taken)
local noted = redis.call('HGET', ages, 'marks') or ''

-- 64 bits of it: who finds a collision harms only the queue that he may push to.
local function fingerprint(place)
  local index = take_from == 'RIGHT' and -place or place - 1
  return string.sub(redis.sha1hex(redis.call('LINDEX', queue, index)), 1, 16)
end
local function mark_at(place)
  return {at = now, position = taken + place, fingerprint = fingerprint(place)}
end
local function holds(mark)
  local place = mark.position - taken
  return place <= waiting and fingerprint(place) == mark.fingerprint
end

local marks, old = {}, nil
for at, position, print in string.gmatch(noted, '(%d+) (-?%d+) (%x+)') do
  local mark = {at = tonumber(at), position = tonumber(position), fingerprint = print}
  if mark.position > math.max(taken, top) then
    marks[#marks + 1] = mark
    old = mark.at <= now - max_age and mark or old
  end
end
if #marks > 0 and not (holds(marks[1]) and holds(marks[#marks]) and (not old or holds(old))) then
  marks, old = {}, nil
end

local expired = old and old.position - taken or 0
local counted = expired > 0 and redis.call('EXISTS', deliveries) == 1
local removed, size = 0, 0
local answer = {0, 0, {}}
while removed < expired and removed < count and size < bytes do
  local message = redis.call(ends[take_from].take, queue)
  if counted then
    take_count(deliveries, message)
  end
  if head ~= '' then
    redis.call('LPUSH', dead, head .. message)
  end
  removed = removed + 1
  size = size + #message
end
if removed > 0 and head ~= '' then
  answer[3] = {removed, bound_dead_letters(dead, most_dead, died_since)}
end
answer[1] = removed
answer[2] = removed < expired and 1 or 0
taken = taken + removed
waiting = waiting - removed
if waiting == 0 then
  redis.call('DEL', ages)
  return answer
end

while marks[1] and marks[1].position <= taken do
  table.remove(marks, 1)
end
local last = marks[#marks]
if not last or last.position < taken + waiting and now - last.at >= interval / 2 and #marks < most_marks then
  marks[#marks + 1] = mark_at(waiting)
end
-- A mark on the first message finds out what other programs have put before it.
if marks[1].position > taken + 1 then
  table.insert(marks, 1, mark_at(1))
end

local lines = {}
for i, mark in ipairs(marks) do
  lines[i] = string.format('%.0f %.0f %s', mark.at, mark.position, mark.fingerprint)
end
local text = table.concat(lines, ',')
if text ~= noted or removed > 0 then
  redis.call('HSET', ages, 'taken', string.format('%.0f', taken), 'marks', text)
end
redis.call('HDEL', ages, 'top')
if redis.call('PTTL', ages) < max_age + week - day then
  redis.call('PEXPIRE', ages, string.format('%.0f', max_age + week))
end
return answer
