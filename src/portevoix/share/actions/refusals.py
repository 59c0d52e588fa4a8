"""What sharing refuses, each with the sentence that its owner reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portevoix.lib.refusals import Refusal


class CharterUnsigned(Refusal):
    """The current charter is not signed by her."""

    sentence = _("Please sign the charter first: it says what we promise each other.")


class ConsentMissing(Refusal):
    """She has not agreed that we publish for her."""

    sentence = _("You have not agreed that Portevoix publishes for you: you can on “My data”.")


class ModeNotOffered(Refusal):
    """This network cannot be reached that way."""

    sentence = _("This network cannot be reached in this way.")


class AccountUnusable(Refusal):
    """The account is not hers, not of this network, or no longer connected."""

    sentence = _("Choose one of your connected accounts on this network.")


class WordsMissing(Refusal):
    """Nothing is published without words of her own."""

    sentence = _("Write a few words of your own first: they are what people will read.")


class WordsTooLong(Refusal):
    """The text does not fit on this network."""

    sentence = _("Your text is %(over)s characters too long for %(network)s. Nothing is lost.")


class SaidJustNow(Refusal):
    """The same words were planned for the same place a moment ago: a form sent twice."""

    sentence = _("You have just shared these very words on %(network)s: they will not go twice.")


class MomentPassed(Refusal):
    """The chosen moment is in the past."""

    sentence = _("This moment has passed: choose a later one.")


class HoursEmpty(Refusal):
    """Hours without a day, or that end before they begin, are no hours."""

    sentence = _("Choose at least one day, and an end after the beginning.")


class MayBeOut(Refusal):
    """Another moment would be a second attempt at what may stand there already."""

    sentence = _("It may be published already: say first whether you see it there.")


class AlreadyLeaving(Refusal):
    """It may be on its way: it can no longer be changed or cancelled here."""

    sentence = _("It may have left already: it can no longer be changed here.")


class NothingAsked(Refusal):
    """There is no question open on this share."""

    sentence = _("There is nothing to answer on this share any more.")


class NotAPost(Refusal):
    """The pasted address is not that of a post."""

    sentence = _("This does not look like the address of a post on %(network)s.")


class TargetRefused(Refusal):
    """A link may only lead to a web page."""

    sentence = _("A link can only lead to a web page (http or https).")


class PriceNotAccepted(Refusal):
    """A network that bills each post is switched on by who knows it."""

    sentence = _("This network bills every post: say that you know it before you switch it on.")


class SecretMissing(Refusal):
    """An application is known by its number and its secret."""

    sentence = _("Copy both the identifier and the secret of your application.")


class NotRegistered(Refusal):
    """The house has no application at this network."""

    sentence = _("Your organisation has registered no application at this network.")


class NotYourShare(Refusal):
    """Only its owner may answer for a share or cancel it."""

    sentence = _("Only the person who wrote it can do this.")


class NotYourLink(Refusal):
    """The link is not hers, or is switched off already."""

    sentence = _("This link is switched off already, or is not yours.")


class TooManyPictures(Refusal):
    """A post carries no more pictures than networks show."""

    sentence = _("A post carries at most %(most)s pictures: remove one to add another.")


class NotOfTheProgramme(Refusal):
    """Only programme managers offer words."""

    sentence = _("Only programme managers can suggest words.")


class NotAnOpening(Refusal):
    """Only a job to fill is passed on as one, while it is open."""

    sentence = _("This is not a job to fill here, or not any more.")


class RelayedAlready(Refusal):
    """She has a link to this opening already."""

    sentence = _("You have a link to this opening already: it is on this page.")


class NotHr(Refusal):
    """Only HR opens doors, reads files of steps and settles bonuses."""

    sentence = _("Only HR and legal can do this.")


class CodeUnknown(Refusal):
    """No link that counts has this code."""

    sentence = _("No link that counts for this application has this code.")


class ReferredAlready(Refusal):
    """The application came by a link already: the first one counts."""

    sentence = _("This application came by a link already, and the first one counts.")


class TooLateToAttach(Refusal):
    """The application is older than the time in which a code may be attached."""

    sentence = _("A code is attached within 30 days of the application: this one is older.")


class DoorClosed(Refusal):
    """The door is closed already."""

    sentence = _("This way in is closed already.")


class DoorNeedsASecret(Refusal):
    """A recruiting system signs with a secret that it gives."""

    sentence = _("Write the secret with which this recruiting system signs what it sends.")


class SystemUnknown(Refusal):
    """Not a recruiting system whose signature is verified here."""

    sentence = _("The signature of this recruiting system cannot be verified: use a key or a file.")


class FileHasNothing(Refusal):
    """No line of the file can be taken."""

    sentence = _("%(why)s")


class BonusSettled(Refusal):
    """What was paid or cancelled stays so."""

    sentence = _("This bonus is settled already.")


class NotAgreed(Refusal):
    """Nobody is paid who did not agree to be named."""

    sentence = _("The person has not agreed to be named to HR.")


class NotDueYet(Refusal):
    """The trial period has not passed."""

    sentence = _("This bonus is due on %(day)s, when the trial period has passed.")


class PromiseTooSmall(Refusal):
    """A bonus is an amount of money above nothing, after a trial of twelve months at most."""

    sentence = _("Write an amount above nothing, and a trial of twelve months at most.")


class NothingPromised(Refusal):
    """There is no such promise to end."""

    sentence = _("There is no bonus to end here.")
