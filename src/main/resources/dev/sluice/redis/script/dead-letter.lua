-- Adds a dead letter to a queue that its message never was in.
--
-- A script, because the list must be bounded together with what is added.
--
-- KEYS  1 dead letters
-- ARGV  1 head of the letter   2 message   3 most dead letters to keep   4 drop those that died before this time, or empty
-- Answers the number of letters dropped; or the error WRONGTYPE, and then nothing was changed.

redis.call('LPUSH', KEYS[1], ARGV[1] .. ARGV[2])
local _, dropped = bound_dead_letters(KEYS[1], tonumber(ARGV[3]), ARGV[4])
return dropped
