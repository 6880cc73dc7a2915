-- One call against a bucket and, where there is one, a monthly quota. Times in microseconds of this server's clock.
-- KEYS: bucket, used. ARGV: burst, refill a second, quota or -1.
-- Returns {1 let pass | 0 refused | -1 the month's use isn't known here, tokens left, used or -1}.
local burst, refill, quota = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) / 1000000 * refill)
local used = -1
if quota >= 0 then
  used = tonumber(redis.call('GET', KEYS[2]))
  if not used then return {-1, tostring(tokens), -1} end
end
local passes = tokens >= 1 and (quota < 0 or used < quota)
if passes then
  tokens = tokens - 1
  if quota >= 0 then used = redis.call('INCR', KEYS[2]) end
end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'at', string.format('%.0f', math.max(now, at)))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / refill * 1000) + 1000)
return {passes and 1 or 0, string.format('%.9f', tokens), used}
