-- Functions for the scripts that change the record of connections; LuaScript puts them in front.
--
-- KEYS  1 hash of nodes: 'INCARNATION NUMBER', of the last apply   2 hash of this node's connections, by id, JSON
--       3 hash of channels: how many connections have one, by 'q:' and a queue or 't:' and a topic
--       4 stream of the lifecycle
-- ARGV  1 node   2 incarnation   3 beginning of the keys of presence   4 Pub/Sub channel of presence
--       5 '1' if there is a lifecycle
--
-- The keys of presence are no KEYS: the topics of a connection that leaves are known only from its entry here. They lie
-- in the slot of the others. Each is a hash: 'c' has the number of connections; 'u' and a user has the number of theirs,
-- a space, and the name that the last one claimed; 'a' and a claimed name has the number of connections without a user.

local nodes, connections, channels, lifecycle = unpack(KEYS)
local node, incarnation, presence_base, presence_channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local has_lifecycle = ARGV[5] == '1'
local lifecycle_length = 100000

-- These fail before anything is changed if a key is of another type. A full Redis lets a script go on writing if its
-- first write needs no memory: connections that leave free some. And a replica that lags must refuse, and not answer.
redis.call('HDEL', nodes, '')
redis.call('HDEL', connections, '')
redis.call('HDEL', channels, '')
if has_lifecycle then
  redis.call('XLEN', lifecycle)
end

-- Returns the incarnation of the node and the number of its last apply.
local function recorded()
  local value = redis.call('HGET', nodes, node) or ''
  local name, number = string.match(value, '^(.*) (%d+)$')
  return name or value, tonumber(number)
end

local function text(value)
  return type(value) == 'string' and value ~= '' and value or nil
end

local function texts(value)
  local list = {}
  for _, one in ipairs(type(value) == 'table' and value or {}) do
    if type(one) == 'string' then
      list[#list + 1] = one
    end
  end
  return list
end

-- Returns the members of an entry; those that can be used if another version or a person wrote it.
local function read_entry(json)
  local is_json, entry = pcall(cjson.decode, json)
  if not is_json or type(entry) ~= 'table' then
    entry = {}
  end
  return {
    user = text(entry.user), as = text(entry.as),
    queues = texts(entry.queues), topics = texts(entry.topics), presence = texts(entry.presence)
  }
end

-- Many fields of a hash, read at once, to be changed here and written at once: a call for each would cost more than all
-- else. A field that is not there is false.
local function read_fields(key, fields)
  local values = {}
  for from = 1, #fields, 1000 do
    local to = math.min(from + 999, #fields)
    for i, value in ipairs(redis.call('HMGET', key, unpack(fields, from, to))) do
      values[fields[from + i - 1]] = value
    end
  end
  return values
end

local function write_fields(key, values)
  local set, gone = {}, {}
  for field, value in pairs(values) do
    if value then
      set[#set + 1] = field
      set[#set + 1] = value
    else
      gone[#gone + 1] = field
    end
  end
  for from = 1, #set, 1000 do
    redis.call('HSET', key, unpack(set, from, math.min(from + 999, #set)))
  end
  for from = 1, #gone, 1000 do
    redis.call('HDEL', key, unpack(gone, from, math.min(from + 999, #gone)))
  end
end

-- What is no number, because somebody else wrote it, counts as 0.
local function add(values, field, by)
  local count = (tonumber(values[field] or '') or 0) + by
  values[field] = count > 0 and count
end

local function json_list(list)
  return #list == 0 and '[]' or cjson.encode(list) -- cjson takes an empty list for an object
end

local function tell(event, fields)
  redis.call('XADD', lifecycle, 'MAXLEN', '~', lifecycle_length, '*', 'event', event, 'node', node, unpack(fields))
end

local function tell_step(step)
  local entry = step.entry
  local fields = {'connection', step.id, 'queues', json_list(entry.queues), 'topics', json_list(entry.topics)}
  for _, name in ipairs({'user', 'as'}) do
    if entry[name] then
      fields[#fields + 1] = name
      fields[#fields + 1] = entry[name]
    end
  end
  if step.by < 0 then
    fields[#fields + 1] = 'reason'
    fields[#fields + 1] = step.reason
  end
  tell(step.by > 0 and 'connected' or 'disconnected', fields)
end

local function tell_counts(steps)
  local connected = 0
  for _, step in ipairs(steps) do
    connected = connected + (step.by > 0 and 1 or 0)
  end
  tell('counts', {'connected', connected, 'disconnected', #steps - connected})
end

local function count_channels(steps)
  local changes, fields = {}, {}
  local function note(field, by)
    if not changes[field] then
      fields[#fields + 1] = field
    end
    changes[field] = (changes[field] or 0) + by
  end
  for _, step in ipairs(steps) do
    for _, queue in ipairs(step.entry.queues) do
      note('q:' .. queue, step.by)
    end
    for _, topic in ipairs(step.entry.topics) do
      note('t:' .. topic, step.by)
    end
  end
  local values = read_fields(channels, fields)
  for field, by in pairs(changes) do
    add(values, field, by)
  end
  write_fields(channels, values)
end

-- Returns the field of the person in a hash of presence; nothing if there is no name.
local function person_field(entry)
  return entry.user and 'u' .. entry.user or entry.as and 'a' .. entry.as
end

local function change_presence(key, steps)
  local fields = {'c'}
  for _, step in ipairs(steps) do
    fields[#fields + 1] = person_field(step.entry)
  end
  local values = read_fields(key, fields)
  for _, step in ipairs(steps) do
    local entry, by = step.entry, step.by
    add(values, 'c', by)
    local field = person_field(entry)
    if entry.user then
      local count, as = string.match(values[field] or '', '^(%d+) (.*)$')
      count = (tonumber(count) or 0) + by
      values[field] = count > 0 and count .. ' ' .. (by > 0 and entry.as or as or '')
    elseif field then
      add(values, field, by)
    end
  end
  write_fields(key, values)
end

-- Returns the topics whose presence changes, and the steps by topic; or else an error. That is found out before anything
-- is changed: in a cluster a key may be on its way to another server. A key of another type is left out.
local function presence_steps(steps)
  local topics, by_topic = {}, {}
  for _, step in ipairs(steps) do
    for _, topic in ipairs(step.entry.presence) do
      if by_topic[topic] == nil then
        local failure = redis.pcall('HDEL', presence_base .. topic, '')
        by_topic[topic] = type(failure) ~= 'table' and {}
        if by_topic[topic] then
          topics[#topics + 1] = topic
        elseif string.sub(failure.err, 1, 9) ~= 'WRONGTYPE' then
          return nil, nil, failure
        end
      end
      if by_topic[topic] then
        table.insert(by_topic[topic], step)
      end
    end
  end
  return topics, by_topic
end

-- Carries out steps {id, entry, by = 1 with its JSON, or by = -1 with its reason}. Returns an error, or nothing.
local function carry_out(steps, counted)
  local topics, steps_by_topic, failure = presence_steps(steps)
  if failure then
    return failure
  end
  if has_lifecycle and counted and #steps > 0 then
    tell_counts(steps)
  elseif has_lifecycle then
    for _, step in ipairs(steps) do
      tell_step(step)
    end
  end
  local entries = {}
  for _, step in ipairs(steps) do
    entries[step.id] = step.by > 0 and step.json
  end
  write_fields(connections, entries)
  count_channels(steps)
  for _, topic in ipairs(topics) do
    change_presence(presence_base .. topic, steps_by_topic[topic])
  end
  if #topics > 0 then
    -- A user who may not publish it still has its record.
    redis.pcall('PUBLISH', presence_channel, cjson.encode(topics))
  end
end
