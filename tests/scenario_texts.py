"""Scenario texts of the town, each about one capability: parking by plate, a hospital that waits for its money, an ambulance."""

HEADER = """
kind              = "scenario"
scenario          = "{code}"
division          = "231181"
title             = {{ zh = "示例场景", en = "an example scenario" }}
document          = "北信组发〔2026〕9号"
law               = ["《黑龙江省“十四五”社会信用体系建设规划》四（四）"]
commented         = {{ from = 2025-12-01, to = 2026-01-05 }}
effective         = 2026-03-01
expires           = 2028-03-01
impact_assessment = "PIA-231181-2026-009"
operators         = ["{operator}"]
"""
CONSENT = """
[consent]
lasts = "1 year"
says  = { zh = "我同意经营者询问我能享受什么，可以随时撤回。", en = "I agree that the operator asks what I receive; I can withdraw." }
"""

PARKING = (
    HEADER.format(code="parking-longer", operator="parking")
    + """
service = { class = "ordinary" }
links   = ["plate"]
charge  = { rounding = "half up", tariff = { unit_minutes = 30, unit_fen = 200, most_fen = 3000 }, free_time = "at the start" }
"""
    + CONSENT
    + """
[standard]
says  = { zh = "前15分钟免费", en = "the first 15 minutes are free" }
terms = { free_minutes = 15, discount_percent = 0 }

[[benefits]]
code  = "longer"
title = { zh = "免费30分钟", en = "30 minutes free" }
when  = { score_at_least = 1001 }
terms = { free_minutes = 30 }

[[benefits]]
code  = "percent"
title = { zh = "另减一成", en = "ten percent less" }
when  = { score_at_least = 1002 }
terms = { free_minutes = 30, discount_percent = 10 }

[[benefits]]
code        = "honoured"
title       = { zh = "道德模范每月两次免费两小时", en = "two hours free twice a month for moral models" }
when        = { honour = "moral_model", list = "life" }
terms       = { free_minutes = 120 }
entitlement = true
quota       = { per = "month", times = 2 }
"""
)

HOSPITAL = (
    HEADER.format(code="hospital-later", operator="hospital")
    + """
service = { class = "ordinary" }
links   = ["card"]
charge  = { rounding = "down" }
"""
    + CONSENT
    + """
[standard]
says  = { zh = "先付费后诊疗", en = "pay first" }
terms = { pay_after = 0, credit_limit_fen = 0, discount_percent = 0 }

[[benefits]]
code       = "later"
title      = { zh = "先诊疗后付费", en = "treated first, paid later" }
when       = { score_at_least = 1001 }
terms      = { pay_after = 1, credit_limit_fen = 100000 }
commitment = { pay_within = "3 working days", remind_after = "48 hours", suspend_after = "5 days" }

[[benefits]]
code        = "donor"
title       = { zh = "献血荣誉免一成", en = "ten percent less for blood donors" }
when        = { honour = "blood_honour" }
terms       = { discount_percent = 10 }
entitlement = true
"""
)

AMBULANCE = (
    HEADER.format(code="ambulance", operator="hospital")
    + """
service = { class = "basic public service", emergency = true }

[standard]
says  = { zh = "立即抢救，事后结算", en = "care at once, settled afterwards" }
terms = { pay_after = 1 }
"""
)
