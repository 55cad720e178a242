-- Leaves in a node's box what browsers have confirmed to another node.
--
-- A script, because a box is only for a node that lives: whoever makes ids up must not make keys with them.
--
-- KEYS  1 sorted set of incarnations, by name   2 box of the node
-- ARGV  1 node   2 how much may lie in the box   3 seconds after which it is of no use any more   then what to leave
-- Answers 1 where it was left, 0 where there is no such node, -1 where the box is full

-- A full Redis lets a script write on that has begun with a write that cannot need memory: confirming frees some. First of
-- all, since a replica that lags must refuse, and not answer that there is no such node.
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
