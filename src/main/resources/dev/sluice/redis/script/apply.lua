-- Carries out a batch of changes of a node's connections, with all that follows from them.
--
-- A script, because record, presence, counters and lifecycle must change together, and because only here can a batch be
-- told from its own repetition after a lost answer: the hash of nodes has the number of the last one.
--
-- KEYS, ARGV 1 to 5  see connections.lua
-- ARGV  6 number of this batch   7 '1' if the lifecycle gets only the numbers of changes
--       then for each change: 'O', id, entry as JSON, or 'C', id, reason
-- Answers the number of the node's connections; -1 if the node must join again, and then nothing was changed

local number, counted = tonumber(ARGV[6]), ARGV[7] == '1'

local name, last = recorded()
if name ~= incarnation or not last or number ~= last and number ~= last + 1 then
  return -1
end
if number == last then
  return redis.call('HLEN', connections)
end

local ids = {}
for i = 9, #ARGV, 3 do
  ids[#ids + 1] = ARGV[i]
end
local steps, json = {}, read_fields(connections, ids)
for i = 8, #ARGV, 3 do
  local opens, id = ARGV[i] == 'O', ARGV[i + 1]
  if opens and not json[id] then
    json[id] = ARGV[i + 2]
    steps[#steps + 1] = {id = id, by = 1, entry = read_entry(json[id]), json = json[id]}
  elseif not opens and json[id] then
    steps[#steps + 1] = {id = id, by = -1, entry = read_entry(json[id]), reason = ARGV[i + 2]}
    json[id] = false
  end
end
local failure = carry_out(steps, counted)
if failure then
  return failure
end
redis.call('HSET', nodes, node, incarnation .. ' ' .. ARGV[6])
return redis.call('HLEN', connections)
