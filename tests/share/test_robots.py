import json
import re
from collections import Counter
from pathlib import Path

import pytest

from portevoix.share.engines.robots import is_listed, is_named_by_us

LINE = re.compile(r'"(?P<method>\S+) (?P<path>\S+)[^"]*" \d+ \S+ ".*?" "(?P<agent>.*)"')
BROWSER = re.compile(
    r"Mozilla/5\.0 \((?!compatible).*(?:Chrome|Firefox|Safari|Trident|Gecko)/"
    r"|Mozilla/4\.0 \(compatible; MSIE|Opera/"
)
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "(iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    "agent",
    [
        "http.rb/5.1.1 (Mastodon/4.3.1; +https://piaille.fr/) Bot",
        "Akkoma 3.13.2; https://m.example <admin@m.example>",
        "Misskey/2024.10 (https://m.example)",
        "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "WhatsApp/2.24.20.89 A",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        f"Mozilla/5.0 (Windows NT 6.1; WOW64) {KIT} SkypeUriPreview Preview/0.5",
        f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/120.0 Safari/537.36 SafeLinks",
        f"Mozilla/5.0 (X11; Linux x86_64) {KIT} HeadlessChrome/120.0 Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Proofpoint URL Defense)",
        "Barracuda Sentinel (EE)",
        "curl/8.5.0",
        "Wget/1.21.4",
        "python-requests/2.32.3",
        "Go-http-client/2.0",
        "A program of tomorrow/0.1",
        "Mozilla/5.0",
        "",
    ],
)
def test_robots_previews_and_gateways_are_known(agent: str) -> None:
    assert is_listed(agent)


@pytest.mark.parametrize(
    "agent",
    [
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/142.0.0.0 Safari/537.36",
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/142.0 Safari/537.36 Edg/142.0",
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        f"Mozilla/5.0 {IPHONE} Version/18.1 Mobile/15E148 Safari/604.1",
        f"Mozilla/5.0 {IPHONE} Mobile/15E148 [LinkedInApp]/9.30.1234",
        f"Mozilla/5.0 {IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0;FBLC/fr_FR]",
        f"Mozilla/5.0 {IPHONE} GSA/340.3 Mobile/15E148 Safari/604.1",
        f"Mozilla/5.0 (Linux; Android 16; wv) {KIT} Chrome/146.0 Safari/537.36 MetaIAB Facebook",
        f"Mozilla/5.0 (Linux; Android 12; CUBOT P50) {KIT} Chrome/109.0 Mobile Safari/537.36",
        f"Mozilla/5.0 (Linux; Android 14; SM-S918B) {KIT} SamsungBrowser/26.0 Chrome/122.0",
        f"Mozilla/5.0 (Linux; Android 11; KFTRWI) {KIT} Silk/126.4 like Chrome/126.0 Safari/537.36",
    ],
)
def test_the_browsers_of_people_are_not_robots(agent: str) -> None:
    assert not is_listed(agent)


def test_most_known_robots_are_met_without_their_list(shared_data: Path) -> None:
    known = json.loads((shared_data / "weblogs/user-agents/crawler-user-agents.json").read_text())
    agents = {agent for entry in known for agent in entry.get("instances", [])}
    assert len(agents) > 1000
    assert sum(map(is_named_by_us, agents)) >= 0.95 * len(agents)


def test_a_real_log_is_parted_with_few_false_alarms(shared_data: Path) -> None:
    listed = json.loads((shared_data / "weblogs/user-agents/COUNTER_Robots_list.json").read_text())
    counter_list = [re.compile(entry["pattern"], re.IGNORECASE) for entry in listed]
    log = (shared_data / "weblogs/apache-semicomplete/apache_logs").read_text(errors="replace")
    hits = [found.groupdict() for found in map(LINE.search, log.splitlines()) if found]
    lines = Counter(hit["agent"] for hit in hits)
    polite = {hit["agent"] for hit in hits if hit["path"].startswith("/robots.txt")}
    robots = {a for a in lines if any(pattern.search(a) for pattern in counter_list)}
    assert sum(map(is_listed, robots)) >= 0.95 * len(robots)
    people = {a for a in lines if BROWSER.match(a)} - robots - polite
    assert len(people) > 300
    assert sum(map(is_listed, people)) <= 0.01 * len(people)
