"""What the background worker asks, and how often (seconds); every task is a question to rows."""

from __future__ import annotations

from portevoix.curate import tasks as curate
from portevoix.govern import tasks as govern
from portevoix.home import tasks as home
from portevoix.measure import tasks as measure
from portevoix.people import tasks as people
from portevoix.share import tasks as share
from portevoix.web.working import Due

SCHEDULE = (
    Due("recover", share.recover, every=20),
    Due("publish_due", share.publish_due, every=1),
    Due("look_for_unknown", share.look_for_unknown, every=5),
    Due("drain_clicks", share.drain_clicks, every=3),
    Due("renew_daily_salts", share.renew_daily_salts, every=3600),
    Due("read_back", share.read_back, every=300),
    Due("ask_limits", share.ask_limits, every=60),
    Due("forget_old_calls", share.forget_old_calls, every=3600),
    Due("close_accounts_of_departed", share.close_accounts_of_departed, every=60),
    Due("revoke_tokens", share.revoke_tokens, every=30),
    Due("offer_campaigns", share.offer_campaigns, every=300),
    Due("count_campaigns", share.count_campaigns, every=600),
    Due("read_due_sources", curate.read_due_sources, every=5),
    Due("keep_pictures", curate.keep_pictures, every=20),
    Due("drop_old_pictures", curate.drop_old_pictures, every=86_400),
    Due("write_search_words", curate.write_search_words, every=10),
    Due("fold_stories", curate.fold_stories, every=15),
    Due("count_must_reads", curate.count_must_reads, every=600),
    Due("forget_readings", curate.forget_readings, every=20),
    Due("fill", measure.fill, every=15),
    Due("close_months", measure.close_months, every=3600),
    Due("close_funnels", measure.close_funnels, every=3600),
    Due("forget_stale_imports", people.forget_stale_imports, every=3600),
    Due("keep_retention", govern.keep_retention, every=86_400),
    Due("lay_new_purposes", govern.lay_new_purposes, every=86_400),
    Due("send_digests", home.send_digests, every=60),
    Due("send_asks", home.send_asks, every=60),
)
