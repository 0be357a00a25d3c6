-- The Redis Function library of Tapewire. Every change of a tape's partition goes through it, so that Redis is
-- always a prefix of the log: a call does all of its work or, when it is refused, none.
-- Loaded as library `tapewire_<version>`, version = digest of this text, so that releases never replace each other's.
--
-- `state` below means: {'refused', field, value, …} with all fields of the partition's position hash
-- (empty after 'refused' when there is no such hash).

local function refused(pos)
  local state = redis.call('HGETALL', pos)
  table.insert(state, 1, 'refused')
  return state
end

-- commit: one batch of one partition of one tape.
-- KEYS  1 position hash   2 stream   3 expiry marks   4 expiry marks of notable trades
-- ARGV  1 epoch           2 layout of what it writes
--       3 expected head ('' = do not compare, for the fault suite only)
--       4 new head        5 topic offset of its record  6 fingerprint of that record  7 rank of its row ('' = none)
--       8 recvTs of its row   9 its trade date ('' = none)
--      10 earliest expiry among the batch's trades, epoch seconds ('' = none)  11 the same of its notable trades
--      12 trim the stream below this offset ('' = do not)
--      13 channel to announce on ('' = none)   14 announcement up to its rows   15 announcement after them
--      16 number of entries, then per entry:
--           offset, prev, row text, number of hashes, then per hash:
--             key, expiry in epoch seconds ('' = none), then either
--             'whole', the hash as DUMP gives it: one command to run and to log, where fields and expiry are two, and a hundred values
--             'fields', JSON array of fields and values in turn, to be set in what the hash holds
--         then number of counters, then per counter: key, expiry, member, increment
-- Returns {'ok'}, or `state` when epoch, layout or head is another; an error, with nothing written, when entries begin at or below it.
local function commit(keys, args)
  local pos, stream = keys[1], keys[2]
  local add = redis.pcall
  if args[3] ~= '' then
    local at = redis.call('HMGET', pos, 'epoch', 'head', 'layout')
    if at[1] ~= args[1] or at[2] ~= args[3] or at[3] ~= args[2] then return refused(pos) end
    if args[16] ~= '0' and tonumber(args[17]) <= tonumber(args[3]) then
      return redis.error_reply('ERR entry ' .. args[17] .. ' is not above the head ' .. args[3])
    end
    add = redis.call
  end
  local rows = {}
  local i = 17
  for n = 1, tonumber(args[16]) do
    local id, prev, row = args[i], args[i + 1], args[i + 2]
    local hashes = tonumber(args[i + 3])
    i = i + 4
    for _ = 1, hashes do
      local key, expiry = args[i], args[i + 1]
      if args[i + 2] == 'whole' then
        redis.call('RESTORE', key, expiry == '' and '0' or expiry .. '000', args[i + 3], 'REPLACE', 'ABSTTL')
      else
        redis.call('HSET', key, unpack(cjson.decode(args[i + 3])))
        if expiry ~= '' then redis.call('EXPIREAT', key, expiry) end
      end
      i = i + 4
    end
    add('XADD', stream, id .. '-1', 'prev', prev, 'row', row)
    rows[n] = row
  end
  local counters = tonumber(args[i])
  i = i + 1
  for _ = 1, counters do
    redis.call('ZINCRBY', args[i], args[i + 3], args[i + 2])
    redis.call('EXPIREAT', args[i], args[i + 1], 'NX')
    i = i + 4
  end
  if args[12] ~= '' then redis.call('XTRIM', stream, 'MINID', '~', args[12] .. '-0') end

  local fields = {'epoch', args[1], 'head', args[4], 'topicOffset', args[5], 'fingerprint', args[6], 'rank', args[7],
    'recvTs', args[8], 'tradeDate', args[9]}
  for mark = 1, 2 do
    local expiry = args[9 + mark]
    if expiry ~= '' then
      redis.call('ZREMRANGEBYSCORE', keys[2 + mark], expiry, expiry)
      redis.call('ZADD', keys[2 + mark], expiry, args[4] .. ':' .. args[8])
      local due = redis.call('ZRANGE', keys[2 + mark], 0, 0, 'WITHSCORES')
      fields[#fields + 1] = mark == 1 and 'floorUntil' or 'notableUntil'
      fields[#fields + 1] = due[2]
    end
  end
  redis.call('HSET', pos, unpack(fields))
  if args[13] ~= '' then redis.call('PUBLISH', args[13], args[14] .. table.concat(rows, ',') .. args[15]) end
  return {'ok'}
end

-- open: makes the position hash of a partition that has none.
-- KEYS  1 position hash
-- ARGV  1 epoch   2 head   3 topic offset   4 fingerprint   5 floor   6 since (recvTs from which on all is there)
--       7 layout of what will be written
-- Returns {'ok'}, or `state` when there is one already.
local function open(keys, args)
  if redis.call('EXISTS', keys[1]) == 1 then return refused(keys[1]) end
  redis.call('HSET', keys[1], 'epoch', args[1], 'head', args[2], 'topicOffset', args[3], 'fingerprint', args[4],
    'floor', args[5], 'since', args[6], 'notableSince', args[6], 'layout', args[7])
  return {'ok'}
end

-- raise: lifts the floor over trades that expire before a time; called ahead of their expiry.
-- KEYS  1 position hash   2 expiry marks   3 expiry marks of notable trades
-- ARGV  1 that time, epoch seconds
-- Returns {'ok'}, also when there was nothing to do.
local function raise(keys, args)
  if redis.call('EXISTS', keys[1]) == 0 then return {'ok'} end
  local names = {{'since', 'floorUntil'}, {'notableSince', 'notableUntil'}}
  for mark = 1, 2 do
    local marks = keys[1 + mark]
    local last = redis.call('ZRANGE', marks, args[1], '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1)[1]
    if last then
      local off, recvTs = string.match(last, '^(%d+):(.+)$')
      -- Receipt may step back, so that a later mark names an earlier position; what was given up stays given up.
      if mark == 1 and off + 1 > tonumber(redis.call('HGET', keys[1], 'floor')) then
        redis.call('HSET', keys[1], 'floor', string.format('%.0f', off + 1))
      end
      if tonumber(recvTs) > tonumber(redis.call('HGET', keys[1], names[mark][1])) then
        redis.call('HSET', keys[1], names[mark][1], recvTs)
      end
      redis.call('ZREMRANGEBYSCORE', marks, '-inf', args[1])
      local due = redis.call('ZRANGE', marks, 0, 0, 'WITHSCORES')
      if due[2] then
        redis.call('HSET', keys[1], names[mark][2], due[2])
      else
        redis.call('HDEL', keys[1], names[mark][2])
      end
    end
  end
  return {'ok'}
end

-- drop: forgets a partition whose epoch is over.
-- KEYS  1 position hash
-- ARGV  1 the epoch it must have   2 the topic offset it must have
-- Returns {'ok'}, or `state` when they are others.
local function drop(keys, args)
  local at = redis.call('HMGET', keys[1], 'epoch', 'topicOffset')
  if at[1] ~= args[1] or at[2] ~= args[2] then return refused(keys[1]) end
  redis.call('DEL', keys[1])
  return {'ok'}
end

-- purge: deletes left-over keys of a partition that has no position hash, and of no other.
-- KEYS  1 position hash, then the keys to delete
-- Returns {'ok'}, or `state` when there is a position hash.
local function purge(keys)
  if redis.call('EXISTS', keys[1]) == 1 then return refused(keys[1]) end
  for i = 2, #keys do redis.call('UNLINK', keys[i]) end
  return {'ok'}
end

-- describe: writes the installation's epoch and partition count; an older epoch never replaces a newer one.
-- KEYS  1 meta hash
-- ARGV  1 epoch   2 partitions
-- Returns {'ok'}, or {'refused', 'epoch', the newer one}.
local function describe(keys, args)
  local epoch = redis.call('HGET', keys[1], 'epoch')
  if epoch and tonumber(epoch) > tonumber(args[1]) then return {'refused', 'epoch', epoch} end
  redis.call('HSET', keys[1], 'epoch', args[1], 'partitions', args[2])
  return {'ok'}
end

redis.register_function('commit_@VERSION@', commit)
redis.register_function('open_@VERSION@', open)
redis.register_function('raise_@VERSION@', raise)
redis.register_function('drop_@VERSION@', drop)
redis.register_function('purge_@VERSION@', purge)
redis.register_function('describe_@VERSION@', describe)
