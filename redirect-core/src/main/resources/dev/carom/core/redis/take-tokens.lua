-- Takes one token from each of the buckets KEYS, or none if one of them is empty. Of bucket i, ARGV[2i-1] is the time in µs in which
-- one token comes, ARGV[2i] the time in which it fills. Its value is the time at which it will be full: a Lua number holds µs to the
-- year 2255. Returns whether tokens were taken, and for each bucket in how many µs it will be full.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local answer = {1}
for i = 1, #KEYS do
  local full = tonumber(redis.call('GET', KEYS[i]) or '') or 0
  -- Were the clock set back, it would seem emptier than empty.
  answer[i + 1] = math.min(math.max(full - now, 0), tonumber(ARGV[2 * i]))
  if answer[i + 1] + tonumber(ARGV[2 * i - 1]) > tonumber(ARGV[2 * i]) then
    answer[1] = 0
  end
end
if answer[1] == 1 then
  for i = 1, #KEYS do
    local untilFull = answer[i + 1] + tonumber(ARGV[2 * i - 1])
    redis.call('SET', KEYS[i], string.format('%.0f', now + untilFull), 'PX', math.ceil(untilFull / 1000))
    answer[i + 1] = untilFull
  end
end
return answer
