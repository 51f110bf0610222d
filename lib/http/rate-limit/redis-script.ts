/**
 * Decides all policies of a request in one call. A window is a list of the times of its hits, oldest first: about 10 bytes each,
 * never more than the limit. A bucket is the time at which it is full again. Both expire when they are empty or full.
 *
 * ARGV: mode; the time in microseconds, empty for the clock of Redis, which all processes share; then for each key its type, its
 * limit or capacity, and its window or refill time in microseconds. Returns for each key whether it has room, the hits
 * left, and the microseconds until one more hit fits.
 */
export const redisScript = `
local mode, now = ARGV[1], tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local states, isFull = {}, false

-- Drops the hits that have left the window. Returns the time of the oldest hit, or nil.
local function trim(key, last)
  local oldest = tonumber(redis.call('LINDEX', key, 0) or '')
  while oldest and oldest <= last do
    local hits = redis.call('LRANGE', key, 0, 63)
    local count = 0
    while hits[count + 1] and tonumber(hits[count + 1]) <= last do count = count + 1 end
    redis.call('LTRIM', key, count, -1)
    oldest = tonumber(hits[count + 1] or redis.call('LINDEX', key, 0) or '')
  end
  return oldest
end

for index, key in ipairs(KEYS) do
  local state = { type = ARGV[index * 3], limit = tonumber(ARGV[index * 3 + 1]), span = tonumber(ARGV[index * 3 + 2]) }
  if state.type == 'window' then
    state.oldest = trim(key, now - state.span)
    state.used = state.oldest and redis.call('LLEN', key) or 0
    state.hasRoom = state.used < state.limit
  else
    state.fullAt = math.max(now, tonumber(redis.call('GET', key) or '') or 0)
    state.hasRoom = state.fullAt - now <= (state.limit - 1) * state.span
  end
  isFull = isFull or not state.hasRoom
  states[index] = state
end

local function store(key, state)
  if state.fullAt <= now then redis.call('DEL', key) else
    redis.call('SET', key, string.format('%.0f', state.fullAt), 'PX', math.ceil((state.fullAt - now) / 1000))
  end
end

if mode == 'refund' then
  for index, key in ipairs(KEYS) do
    states[index].fullAt = states[index].fullAt - states[index].span
    store(key, states[index])
  end
elseif mode == 'hit' and not isFull then
  for index, key in ipairs(KEYS) do
    local state = states[index]
    if state.type == 'window' then
      state.used = redis.call('RPUSH', key, string.format('%.0f', now))
      state.oldest = state.oldest or now
      redis.call('PEXPIRE', key, math.ceil(state.span / 1000))
    else
      state.fullAt = state.fullAt + state.span
      store(key, state)
    end
  end
end

local reply = {}
for index, key in ipairs(KEYS) do
  local state = states[index]
  local remaining, reset
  if state.type == 'window' then
    remaining = math.max(0, state.limit - state.used)
    local leaves = state.oldest
    -- A limit that was lowered lets several hits leave before it allows another one.
    if state.used > state.limit then leaves = tonumber(redis.call('LINDEX', key, state.used - state.limit)) end
    -- The clock of a new primary may be behind.
    reset = leaves and math.min(state.span, state.span - (now - leaves)) or 0
  else
    local missing = state.fullAt - now
    remaining = state.limit - math.ceil(missing / state.span)
    reset = missing <= 0 and 0 or missing - (state.limit - remaining - 1) * state.span
  end
  reply[#reply + 1] = state.hasRoom and 1 or 0
  reply[#reply + 1] = remaining
  reply[#reply + 1] = reset
end
return reply
`;
