-- Takes the turn to sweep, unless another node has it.
--
-- A script, since SET needs memory: a full Redis lets a script go on writing if its first write needs none. Sweeps free
-- memory.
--
-- KEYS  1 turn
-- ARGV  1 name of the node   2 milliseconds until the next turn
-- Answers 1 if this node has the turn, else 0.

if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
