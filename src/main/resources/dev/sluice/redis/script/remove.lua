-- Removes some of a node's connections, with all that follows from that, and at last the node.
--
-- A script, for the reasons of apply.lua; two nodes that remove the same connections at once tell of each once.
--
-- KEYS, ARGV 1 to 5  see connections.lua
-- ARGV  6 reason   7 most connections to remove   8 most channels of them, beyond the last one: each is counted in
-- Answers 1 if there are more, else 0

if recorded() ~= incarnation then
  return 0
end

local steps = {}
local some = redis.call('HRANDFIELD', connections, ARGV[7], 'WITHVALUES')
local count, most_channels = 0, tonumber(ARGV[8])
for i = 1, #some, 2 do
  local entry = read_entry(some[i + 1])
  steps[#steps + 1] = {id = some[i], by = -1, entry = entry, reason = ARGV[6]}
  count = count + #entry.queues + #entry.topics
  if count >= most_channels then
    break
  end
end
local failure = carry_out(steps, false)
if failure then
  return failure
end
if redis.call('HLEN', connections) > 0 then
  return 1
end
redis.call('HDEL', nodes, node)
return 0
