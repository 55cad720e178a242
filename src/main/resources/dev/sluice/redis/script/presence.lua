-- Reads the presence of a topic.
--
-- A script, because the numbers must be of one moment, and because only here can the persons be bounded.
--
-- KEYS  1 hash of the presence, see connections.lua
-- ARGV  1 most persons to list
-- Answers {connections, persons, field, value, ...}

local presence, most = KEYS[1], tonumber(ARGV[1])

local connections = redis.call('HGET', presence, 'c')
local persons = redis.call('HLEN', presence) - (connections and 1 or 0)
local answer = {tonumber(connections or '') or 0, persons}
local seen, listed, cursor = {}, 0, '0'
while listed < most and cursor do
  local page = redis.call('HSCAN', presence, cursor, 'COUNT', 100)
  cursor = page[1] ~= '0' and page[1]
  for i = 1, #page[2], 2 do
    local field = page[2][i]
    if listed < most and not seen[field] and string.match(field, '^[ua]') then
      seen[field] = true
      listed = listed + 1
      answer[#answer + 1] = field
      answer[#answer + 1] = page[2][i + 1]
    end
  end
end
return answer
