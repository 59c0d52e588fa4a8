"""Campaigns in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from portevoix.lib.countries import country_name
from portevoix.people.models.language import Language
from portevoix.share.models import Campaign
from portevoix.share.rules.campaigns import Phase

_PHASES: dict[Phase, Promise] = {
    Phase.DRAFT: pgettext_lazy("campaign", "In preparation"),
    Phase.TO_COME: pgettext_lazy("campaign", "About to begin"),
    Phase.RUNNING: pgettext_lazy("campaign", "Running"),
    Phase.ENDED: pgettext_lazy("campaign", "Over"),
    Phase.RECALLED: pgettext_lazy("campaign", "Recalled"),
}


def phase_in_words(phase: Phase) -> Promise:
    """Where a campaign stands."""
    return _PHASES[phase]


def target_in_words(campaign: Campaign) -> list[str]:
    """Whom a campaign is for, a line each; nothing for everyone."""
    audience, language = campaign.audience, get_language() or "en"
    lines = []
    if audience:
        names = [team.name for team in audience.teams.by_name()]
        places = [country_name(code, language) for code in audience.country_codes]
        tongues = [str(Language(code).label) for code in audience.language_codes]
        told = ((_("Teams"), names), (_("Countries"), places), (_("Languages"), tongues))
        lines = [_line(label, found) for label, found in told if found]
    topics = [topic.name for topic in campaign.topics.all()]
    return [*lines, _line(_("Topics"), topics)] if topics else lines


def _line(label: str, found: list[str]) -> str:
    return _("%(label)s: %(list)s") % {"label": label, "list": ", ".join(found)}
