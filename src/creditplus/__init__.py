"""Credit+ (信用+): a record becomes points, points become a score, a score becomes a decision that can only help.

| word | 中文 | one sentence |
|---|---|---|
| record | 信用信息 | a fact that someone reported about a person |
| rulebook | 评价标准 | what a county says a record is worth, from a date on |
| entry | 积分明细 | what one record counts for under one rule |
| score | 诚信积分 | what the entries add up to on a day, and its grade (等级) |
| scenario | 信用+场景 | a credit+ service and what it offers |
| decision | 决定 | what one person receives in one scenario, and why |
| guardrail | 底线 | what no rulebook, scenario, score or decision may ever do |
| consent | 授权 | whose score may be used where, until when |
| recognition | 互认 | which cities' signed answers count here, in which scenarios |
| person | 主体 | a resident, operator, provider, administrator or auditor, and what each may do |
| document | 文件 | a text that rules: proposed, simulated, approved, in force |
| event | 审计事件 | who did what, to whom, when, with what outcome |
"""

import atexit
import gc

# At the very end of a process msgspec's type descriptions (`Meta`) may be collected in an order that crashes the interpreter (a
# known fault of msgspec up to 0.22, seen here at one exit in five). Nothing needs to be collected by then: the collector rests.
atexit.register(gc.freeze)
