-- Notes that an incarnation may hold claims on queues, unless its lease has lapsed.
--
-- A script, because nothing may be noted for a lapsed incarnation: no node would look there again.
--
-- KEYS  1 sorted set of incarnations by the end of their lease   2 set of the queues of this one
-- ARGV  1 incarnation   then the queues
-- Answers 1 if they are noted, else 0

if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
-- A full Redis lets a script go on writing if its first write needs no memory.
redis.call('SREM', KEYS[2], '')
for i = 2, #ARGV do
  redis.call('SADD', KEYS[2], ARGV[i])
end
return 1
