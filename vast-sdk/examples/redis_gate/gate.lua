-- A rate limit that many programs share. All times are in microseconds.
--
-- KEYS[1]: the limit.
-- No argument: take a slot. Returns the time to wait before asking again, and the slot, which is the time of it.
-- One argument, the slot: its request was accepted.
-- Three arguments: it was rejected, with the interval and the Retry-After that the server states, or 0.

-- No interval and no wait is longer.
local longest = 60000000

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local stored = redis.call('HMGET', KEYS[1], 'interval', 'next', 'awaited_until', 'answers', 'accepted', 'changed', 'stated')
-- 0 if there is no limit, as far as is known.
local interval = tonumber(stored[1]) or 0
-- The clock may have been set back.
local next_slot = math.min(tonumber(stored[2]) or 0, now + longest)
-- Until an answer tells whether there is a limit, only one request is under way, for a second at most.
local awaited_until = math.min(tonumber(stored[3]) or 0, now + 1000000)
local answers = tonumber(stored[4]) or 0
-- The last slot whose request was accepted.
local accepted = math.min(tonumber(stored[5]) or 0, now)
-- What the server states; the interval is a little longer, as latency varies.
local stated = tonumber(stored[7]) or 0
-- When the interval last became longer. Of a burst, one rejection counts.
local changed = math.min(tonumber(stored[6]) or 0, now)

local slot
if #ARGV == 0 then
    if now < next_slot then
        return { math.ceil(next_slot - now), 0 }
    elseif now < awaited_until then
        return { 5000, 0 }
    end
    slot = now
    next_slot = now + interval
    if interval == 0 and answers < 2 then
        awaited_until = now + 1000000
    end
else
    slot = tonumber(ARGV[1])
    awaited_until = 0
    answers = answers + 1
    if #ARGV == 1 then
        -- An acceptance proves that the interval is no longer than the time since the one before.
        if accepted > 0 and slot > accepted and slot - accepted < interval then
            interval = math.max(slot - accepted, stated)
        end
        accepted = math.max(accepted, slot)
    else
        local now_stated, retry_after = math.min(tonumber(ARGV[2]), longest), tonumber(ARGV[3])
        if now_stated > 0 and now_stated ~= stated then
            stated = now_stated
            interval = stated * 1.005
        elseif stated > 0 and slot > changed then
            interval = math.min(interval * 1.02, stated * 1.25)
        elseif slot > changed then
            -- The search is simple: see Pacing::own for a better one.
            interval = math.min(math.max(30000, interval * 1.2), longest)
        end
        if slot > changed then
            changed = now
            next_slot = math.max(next_slot, slot + interval)
        end
        next_slot = math.max(next_slot, now + math.min(retry_after, longest))
    end
end

local function text(number)
    return string.format('%.0f', number)
end
redis.call('HSET', KEYS[1], 'interval', text(interval), 'next', text(next_slot), 'awaited_until', text(awaited_until),
    'answers', text(answers), 'accepted', text(accepted), 'changed', text(changed), 'stated', text(stated))
-- What is an hour old is not used.
redis.call('PEXPIRE', KEYS[1], 3600000)
return { 0, slot }
