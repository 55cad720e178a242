-- Puts into a node's box the confirmations that browsers sent to another node.
--
-- A script, because only a live node may have a box: made-up node ids must not create keys.
--
-- KEYS  1 sorted set of incarnations, by name   2 box of the node
-- ARGV  1 node   2 most confirmations in the box   3 seconds until the box is of no use   then the confirmations
-- Answers 1 if they are in the box, 0 if there is no such node, -1 if the box is full

-- A full Redis lets a script go on writing if its first write needs no memory: confirming frees some. It comes first,
-- since a replica that lags must refuse, and not answer that there is no such node.
redis.call('ZREM', KEYS[1], '')

local prefix = ARGV[1] .. '.'
local alive = false
for _, incarnation in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(incarnation, 1, #prefix) == prefix then
    alive = true
  end
end
if not alive then
  return 0
end
if redis.call('LLEN', KEYS[2]) >= tonumber(ARGV[2]) then
  return -1
end
for i = 4, #ARGV do
  redis.call('RPUSH', KEYS[2], ARGV[i])
end
redis.call('EXPIRE', KEYS[2], ARGV[3])
return 1
