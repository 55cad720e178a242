-- Begins to record a node's connections for an incarnation.
--
-- A script, because a call that arrives late must not replace a later incarnation of the node.
--
-- KEYS  1 hash of nodes: 'INCARNATION NUMBER', of the last apply
-- ARGV  1 node   2 incarnation: the node, a dot and a number that grows

local nodes, node, incarnation = KEYS[1], ARGV[1], ARGV[2]

-- A full Redis lets a script go on writing if its first write needs no memory.
redis.call('HDEL', nodes, '')

local life = tonumber(string.match(incarnation, '%.(%d+)$')) or 0
local recorded = tonumber(string.match(redis.call('HGET', nodes, node) or '', '%.(%d+) %d+$')) or 0
if life >= recorded then
  redis.call('HSET', nodes, node, incarnation .. ' 0')
end
