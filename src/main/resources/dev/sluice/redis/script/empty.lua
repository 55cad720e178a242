-- Takes all that lies in a node's box.
--
-- A script, because what is left between reading and deleting would be lost, and because the last read, of the box that is
-- not there any more, arms the signal for what is left next (CLIENT TRACKING).
--
-- KEYS  1 box of the node
-- Answers what was in it, oldest first

local all = redis.call('LRANGE', KEYS[1], 0, -1)
redis.call('DEL', KEYS[1])
redis.call('EXISTS', KEYS[1])
return all
