-- Sets KEYS[1] to ARGV[1] for ARGV[2] ms, unless what is there is as new: a value begins with its asOf, 8 bytes, big-endian.
-- Compared in halves, for a Lua number holds 53 bits.
local old = redis.call('GETRANGE', KEYS[1], 0, 7)
if #old == 8 then
  local oldHigh, oldLow = struct.unpack('>I4I4', old)
  local newHigh, newLow = struct.unpack('>I4I4', ARGV[1])
  if oldHigh > newHigh or (oldHigh == newHigh and oldLow >= newLow) then
    return 0
  end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
