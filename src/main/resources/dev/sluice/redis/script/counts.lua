-- Reads the number of connections of each node.
--
-- A script, because the nodes are known only here: one round trip, however many there are. The hashes of their
-- connections, which lie in the slot of the key, are no KEYS for the same reason.
--
-- KEYS  1 hash of nodes
-- ARGV  1 beginning of the keys of nodes' connections
-- Answers {node, connections, node, ...}

local answer = {}
for _, node in ipairs(redis.call('HKEYS', KEYS[1])) do
  answer[#answer + 1] = node
  answer[#answer + 1] = redis.call('HLEN', ARGV[1] .. node)
end
return answer
