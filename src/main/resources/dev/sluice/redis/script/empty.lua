-- Takes all confirmations out of a node's box.
--
-- A script, because one that is added between reading and deleting would be lost, and because the last read, of the box
-- that no longer exists, arms the signal for the next one (CLIENT TRACKING).
--
-- KEYS  1 box of the node
-- Answers the confirmations, oldest first

local all = redis.call('LRANGE', KEYS[1], 0, -1)
redis.call('DEL', KEYS[1])
redis.call('EXISTS', KEYS[1])
return all
