-- rspamd: scores by the X-RMX and Received-SPF fields. Put this into rspamd.local.lua, and replace mx.example.net by your
-- host's name: a field of another host proves nothing, and your own filter removes fields that claim to be its own.

config.regexp = config.regexp or {}

local function rmx(name, outcome, score, description)
  config.regexp[name] = {
    re = 'X-RMX=/^' .. outcome .. ' addr \\S+ by mx\\.example\\.net /H',
    score = score,
    description = description,
    group = 'rmx',
  }
end

rmx('RMX_GRANTED', 'Granted', -0.5, "The sender's domain authorizes this client")
rmx('RMX_DENIED', 'Denied', 3.5, "The sender's domain refuses this client")
rmx('RMX_NOT_IN_RMX', 'NotInRMX', 2.5, "The sender's domain does not list this client")
rmx('RMX_BAD_DATA', 'BadData', 0.2, "The RMX record of the sender's domain is malformed")
rmx('RMX_TEMP_FAIL', 'TempFail', 1.5, "The sender's domain could not be asked for days")

local function spf(name, word, score, description)
  config.regexp[name] = {
    re = 'Received-SPF=/^' .. word .. ' \\(mx\\.example\\.net: /H',
    score = score,
    description = description,
    group = 'rmx',
  }
end

spf('RMX_SPF_PASS', 'pass', -0.5, "The sender's domain authorizes this client")
spf('RMX_SPF_FAIL', 'fail', 3.5, "The sender's domain refuses this client")
spf('RMX_SPF_SOFTFAIL', 'softfail', 1.2, "The sender's domain probably refuses this client")
spf('RMX_SPF_PERMERROR', 'permerror', 0.2, "The SPF record of the sender's domain cannot be used")
spf('RMX_SPF_TEMPERROR', 'temperror', 1.5, "The sender's domain could not be asked")
