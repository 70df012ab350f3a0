"""Alerts of the log: an unusual hour, a busy night, an officer who reads many records."""

from datetime import datetime, timedelta

from creditplus import workdays
from creditplus.log import alerts
from creditplus.log.alerts import DESK, OFFICER, Alert

NOON = datetime(2026, 11, 27, 12, tzinfo=workdays.SHANGHAI)


def test_an_hour_with_ten_times_the_usual_is_told_and_a_busy_desk_is_not() -> None:
    hours = [(NOON, {("new", DESK): 30, ("busy", DESK): 300, ("few", DESK): 29})]
    week = {("busy", DESK): 300 * 24 * 7, ("new", DESK): 168}
    assert alerts.found(hours, week) == (Alert("burst", "new", NOON, 30, 100),)


def test_queries_of_a_night_are_counted_together_and_those_of_the_day_are_not() -> None:
    night = [(NOON + timedelta(hours=place), {("desk", DESK): 5}) for place in (0, 1, 11, 13)]
    assert alerts.found(night, {}) == (Alert("night", "desk", NOON + timedelta(hours=11), 10),)


def test_an_officer_who_reads_many_records_in_a_day_is_told() -> None:
    hours = [(NOON + timedelta(hours=place), {("officer", OFFICER): 10, ("other", OFFICER): 9}) for place in (0, 1)]
    assert alerts.found(hours, {}) == (Alert("looks", "officer", NOON, 20),)


def test_a_quiet_day_tells_nothing() -> None:
    assert alerts.found([(NOON, {})], {}) == ()
