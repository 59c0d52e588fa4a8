"""What tables hold and what acts are, in the words of the person they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TABLES: Final[dict[str, StrOrPromise]] = {
    "curate.Answer": _("What you answered to articles: more, less, not my field"),
    "curate.Saved": _("The articles you saved"),
    "curate.Read": _("The articles you opened"),
    "curate.Confirmation": _("What you were asked to read, and confirmed"),
    "curate.Proposal": _("The articles you proposed, and the answers"),
    "curate.Trust": _("Whether what you propose is offered at once"),
    "curate.MustRead": _("The readings you asked for"),
    "govern.Signature": _("The versions of the charter you signed"),
    "govern.Consent": _("What you agreed to, and when you withdrew it"),
    "ledger.Entry": _("Acts in the record, under a number that is not your name"),
    "measure.ClickDay": _("Clicks on your links, by day"),
    "measure.PeriodMember": _("The team you were counted in, month by month"),
    "notify.Delivery": _("Which mails were sent to you, when, and the articles they told of"),
    "notify.Preference": _("The days and the hour at which you want mail"),
    "people.Person": _("Your name, addresses, job, language and time zone"),
    "people.Membership": _("The teams you are or were in"),
    "people.Role": _("Your roles here"),
    "people.Expertise": _("What you declare to know"),
    "people.Endorsement": _("Confirmations of what you know, and those you gave"),
    "people.ImportDraft": _("Files of people that you sent for import"),
    "people.Erased": _(
        "A fingerprint, only once you are forgotten, so that no import brings you back"
    ),
    "share.Account": _("The network accounts you connected"),
    "share.Share": _("Your texts, planned and published"),
    "share.Link": _("The short links of your shares"),
    "share.Reception": _("What networks reported on your posts"),
    "share.Click": _("Clicks on your links, without anything that tells who clicked"),
    "share.Campaign": _("The campaigns you prepared"),
    "share.Suggestion": _("Suggestions you wrote for colleagues"),
}

ACTS: Final[dict[str, StrOrPromise]] = {
    "account.connected": _("Network account connected"),
    "account.disconnected": _("Network account disconnected"),
    "accounts.closed": _("Network accounts closed and planned texts cancelled after a departure"),
    "charter.published": _("Charter published"),
    "charter.signed": _("Charter signed"),
    "consent.given": _("Consent given"),
    "consent.withdrawn": _("Consent withdrawn"),
    "endorsement.withdrawn": _("Confirmation of an expertise taken back"),
    "expertise.declared": _("Expertise declared"),
    "expertise.endorsed": _("Expertise confirmed"),
    "expertise.withdrawn": _("Expertise withdrawn"),
    "import.discarded": _("Import of people given up"),
    "import.sent": _("File of people sent for import"),
    "item.answer_taken_back": _("Answer to an article taken back"),
    "item.answered": _("Article answered"),
    "item.audience_set": _("Audience of an article set"),
    "item.dropped": _("Saved article dropped"),
    "item.saved": _("Article saved"),
    "items.approved": _("Articles of a source offered together"),
    "item.topics_set": _("Topics of an article set"),
    "language.chosen": _("Language chosen"),
    "link.disabled": _("Short link switched off"),
    "mail.address_given_up": _("Mail stopped: the address was refused again and again"),
    "mail.rhythm_chosen": _("Days and hour of mail chosen"),
    "measure.emptied": _("Measure emptied"),
    "measure.filled": _("Measure computed"),
    "month.closed": _("Month of figures closed"),
    "month.frozen": _("Month of figures frozen"),
    "must_read.asked": _("Reading asked"),
    "must_read.changed": _("Asked reading changed"),
    "must_read.counted": _("Confirmations of a reading counted"),
    "must_read.lifted": _("Reading asked no longer"),
    "organisation.founded": _("Organisation founded"),
    "password.changed": _("Password changed"),
    "password.chosen": _("Password chosen by a link"),
    "people.imported": _("People imported"),
    "person.added": _("Added to the directory"),
    "person.changed": _("Name, mail address, job or country changed"),
    "person.departed": _("Departure written"),
    "person.forgotten": _("Forgotten"),
    "person.moved": _("Team changed"),
    "proposal.accepted": _("Proposed article accepted"),
    "proposal.declined": _("Proposed article declined"),
    "proposal.made": _("Article proposed"),
    "proposal.taken_out": _("Proposed article taken out"),
    "proposal.withdrawn": _("Proposed article withdrawn"),
    "purpose.completed": _("Purpose changed in the register"),
    "record.shortened": _("Oldest acts of the record dropped"),
    "readings.erased": _("Record of what you read erased"),
    "register.laid": _("Register of purposes laid"),
    "retention.kept": _("Data past their time erased"),
    "role.given": _("Role given"),
    "role.taken": _("Role taken back"),
    "safeguard.set": _("Safeguard set"),
    "share.cancelled": _("Share cancelled"),
    "share.declared": _("Share declared"),
    "share.edited": _("Share edited"),
    "share.planned": _("Share planned"),
    "share.published": _("Share published"),
    "source.added": _("Source added"),
    "source.audience_set": _("Audience of a source set"),
    "source.changed": _("Source changed"),
    "source.hastened": _("Source read at once"),
    "source.paused": _("Source paused"),
    "source.readdressed": _("Source moved to another address"),
    "source.resumed": _("Source resumed"),
    "source.removed": _("Source removed"),
    "sources.adopted": _("Sources added together"),
    "sources.hastened": _("Failing sources read again at once"),
    "taxonomy.planted": _("Topics laid"),
    "topic.added": _("Topic added"),
    "topic.renamed": _("Topic renamed"),
    "topic.retired": _("Topic retired"),
    "topics.imported": _("Topics imported"),
    "trust.given": _("Trusted: proposals offered at once"),
    "trust.numbers_set": _("Numbers of trust set"),
    "trust.taken": _("Trust taken back: proposals are answered first"),
    "way_in.given": _("Link to choose a password made"),
    "words.taken_back": _("Suggestion taken back"),
    "words.suggested": _("Words suggested for an article"),
}
# Acts of which only the first words are fixed.
FAMILIES: Final[dict[str, StrOrPromise]] = {
    "item.": _("Article reviewed"),
    "share.answered_": _("Answered whether a share was published"),
}
# What changes the rules of the house: the only acts that the desk is shown.
HOUSE_ACTS: Final = ("register.laid", "purpose.completed", "safeguard.set", "charter.published")


def words_of(act: str) -> StrOrPromise:
    """An act in words; the act's own name where nobody wrote any yet."""
    if act in ACTS:
        return ACTS[act]
    return next((words for start, words in FAMILIES.items() if act.startswith(start)), act)
