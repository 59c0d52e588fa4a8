"""The register a new organisation starts from: every use of personal data this product makes.

Legal bases are those of Article 6(1) of the GDPR; retentions are days. They are a starting point
in good faith, to be confirmed by the organisation's own data protection officer.
"""

from __future__ import annotations

from dataclasses import dataclass

# 25 months: the ceiling the CNIL recommends for audience measurement.
MONTHS_25 = 760
YEAR = 365


@dataclass(frozen=True, slots=True)
class Laid:
    """A purpose as a new register has it; without basis and retention it is shut."""

    key: str
    name_en: str
    name_fr: str
    notice_en: str
    notice_fr: str
    basis: str = ""
    retention_days: int | None = None
    is_chosen: bool = False
    can_watch: bool = False


REGISTER: tuple[Laid, ...] = (
    Laid(
        key="publish",
        name_en="Publish for me",
        name_fr="Publier pour moi",
        notice_en=(
            "Portevoix sends the texts you wrote to the networks you connected, at the time you"
            " chose, and keeps the text and its address. Nothing leaves without your own act on"
            " that very text. Switched off, planned texts are not sent."
        ),
        notice_fr=(
            "Portevoix envoie les textes que vous avez écrits aux réseaux que vous avez"
            " connectés, à l’heure que vous avez choisie, et garde le texte et son adresse. Rien ne"
            " part sans votre geste sur ce texte précis. Si vous dites non, les textes prévus ne"
            " partent pas."
        ),
        basis="consent",
        retention_days=3 * YEAR,
        is_chosen=True,
    ),
    Laid(
        key="read_back",
        name_en="Read my figures back",
        name_fr="Relire mes chiffres",
        notice_en=(
            "Portevoix asks the networks you connected how many likes, reposts and replies your"
            " own posts received, to show them to you. It never reads posts you made elsewhere."
            " Others only see totals of groups."
        ),
        notice_fr=(
            "Portevoix demande aux réseaux que vous avez connectés combien de « j’aime », de"
            " republications et de réponses vos propres publications ont reçus, pour vous les"
            " montrer. Il ne lit jamais ce que vous publiez ailleurs. Les autres ne voient que des"
            " chiffres de groupe."
        ),
        basis="consent",
        retention_days=MONTHS_25,
        is_chosen=True,
    ),
    # Interest rather than contract: a watch is not needed to perform the employment contract.
    # It weighs little on her: it rests on what she declares herself, and nobody else sees it.
    Laid(
        key="watch",
        name_en="A watch on my own field",
        name_fr="Une veille sur mon domaine",
        notice_en=(
            "What you declare to know, and your answers to articles (more, less, not my field),"
            " choose what you are shown. Nobody else sees your answers. Without any declared"
            " expertise, nothing is chosen for you."
        ),
        notice_fr=(
            "Ce que vous déclarez connaître, et vos réponses aux articles (plus, moins, pas mon"
            " domaine), choisissent ce qui vous est montré. Personne d’autre ne voit vos réponses."
            " Sans expertise déclarée, rien n’est choisi pour vous."
        ),
        basis="interest",
        retention_days=YEAR,
    ),
    Laid(
        key="learning",
        name_en="A record of what I read",
        name_fr="Le carnet de ce que je lis",
        notice_en=(
            "Portevoix remembers which articles you open from its pages, so that you find them"
            " again, by topic and by month, and so that what you are shown fits you better. Nobody"
            " else sees it, and no figure is made of it. Switched off, what was kept is erased."
        ),
        notice_fr=(
            "Portevoix retient les articles que vous ouvrez depuis ses pages, pour que vous les"
            " retrouviez, par sujet et par mois, et pour mieux choisir ce qui vous est montré."
            " Personne d’autre ne les voit, et aucun chiffre n’en est tiré. Si vous dites non, ce"
            " qui était gardé est effacé."
        ),
        basis="consent",
        retention_days=3 * YEAR,
        is_chosen=True,
    ),
    # Consent, although it is weak at work: nothing else rests on this mail, to stop it changes
    # nothing else, and nobody is told. 35 days: the watch offers the news of 30, so an older letter
    # keeps no story from coming twice.
    Laid(
        key="digest",
        name_en="The digest of my watch, by mail",
        name_fr="Le récapitulatif de ma veille, par courriel",
        notice_en=(
            "If you ask for it, Portevoix writes to you on the days and at the hour you chose, with"
            " what is new in your field: nothing when nothing is new. It keeps which articles it"
            " told you, so that none comes twice, and never learns whether you opened the mail."
        ),
        notice_fr=(
            "Si vous le demandez, Portevoix vous écrit les jours et à l’heure que vous avez"
            " choisis, avec ce qu’il y a de nouveau dans votre domaine : rien quand il n’y a rien."
            " Il garde la liste des articles signalés, pour qu’aucun ne revienne, et n’apprend"
            " jamais si vous avez ouvert le courriel."
        ),
        basis="consent",
        retention_days=35,
        is_chosen=True,
    ),
    # Interest: asking somebody whether she would like to take part, as rarely as she says, weighs
    # little on her; refusing costs nothing and nobody is told. A year: her balance tells of one.
    Laid(
        key="asks",
        name_en="Asking me to take part",
        name_fr="Me proposer de participer",
        notice_en=(
            "Now and then Portevoix asks whether you would like to take part in a campaign: twice"
            " a month at most, less or never if you say so. It keeps what was asked and what you"
            " answered, so that nothing is asked twice. Nobody else sees it, and refusing has no"
            " consequence."
        ),
        notice_fr=(
            "De temps en temps, Portevoix vous propose de participer à une campagne : deux fois"
            " par mois au plus, moins ou jamais si vous le dites. Il garde ce qui vous a été"
            " proposé et votre réponse, pour ne rien demander deux fois. Personne d’autre ne le"
            " voit, et refuser est sans conséquence."
        ),
        basis="interest",
        retention_days=YEAR,
    ),
    Laid(
        key="ask_mail",
        name_en="Those asks by mail too",
        name_fr="Ces propositions par courriel aussi",
        notice_en=(
            "If you agree, what you are asked also comes by mail, within your working hours, as"
            " one letter that counts as the same ask. Switched off, it only stands on your page."
        ),
        notice_fr=(
            "Si vous êtes d’accord, ce qui vous est proposé vous parvient aussi par courriel, à"
            " vos heures de travail, en une seule lettre qui compte pour la même proposition. Si"
            " vous dites non, cela reste sur votre page."
        ),
        basis="consent",
        retention_days=YEAR,
        is_chosen=True,
    ),
    Laid(
        key="links",
        name_en="Counting clicks",
        name_fr="Compter les clics",
        notice_en=(
            "The short link of your share counts the clicks it gets: no cookie, no identifier, no"
            " network address kept. The count is yours; others see totals of groups."
        ),
        notice_fr=(
            "Le lien court de votre partage compte les clics qu’il reçoit : aucun cookie, aucun"
            " identifiant, aucune adresse réseau conservée. Le compte est à vous ; les autres"
            " voient des chiffres de groupe."
        ),
        basis="interest",
        retention_days=MONTHS_25,
    ),
    # Interest, for a referral begins with her own act: she passes an opening on, or does not.
    Laid(
        key="referrals",
        name_en="Referrals to openings",
        name_fr="Cooptation sur les offres d’emploi",
        notice_en=(
            "If you pass an opening on by your own link, Portevoix notes that an application came"
            " by it and how far it went, as the recruiting system tells: no name of a candidate, no"
            " refusal. You alone see it. HR learns your name only if a hire gives you a bonus and"
            " you agree."
        ),
        notice_fr=(
            "Si vous transmettez une offre d’emploi par votre propre lien, Portevoix note qu’une"
            " candidature est venue par lui et jusqu’où elle est allée, d’après l’outil de"
            " recrutement : aucun nom de candidat, aucun refus. Personne d’autre ne le voit. Les"
            " ressources humaines n’apprennent votre nom que si une embauche vous donne droit à une"
            " prime et que vous l’acceptez."
        ),
        basis="interest",
        retention_days=2 * YEAR,
    ),
    Laid(
        key="group_figures",
        name_en="Figures of groups",
        name_fr="Chiffres de groupe",
        notice_en=(
            "The programme sees what groups of at least five people did together: shares, clicks."
            " A figure from which somebody could be told apart is withheld. Nobody is told who"
            " did not share."
        ),
        notice_fr=(
            "Le programme voit ce que des groupes d’au moins cinq personnes ont fait ensemble :"
            " partages, clics. Un chiffre qui permettrait de distinguer quelqu’un est retenu."
            " Personne n’apprend qui n’a pas partagé."
        ),
        basis="interest",
        retention_days=MONTHS_25,
    ),
    Laid(
        key="organisation",
        name_en="The directory",
        name_fr="L’annuaire",
        notice_en=(
            "Your name, work address, job, team and what you declare to know, so that you can"
            " sign in and colleagues can find each other. Kept while you work here, and erased at"
            " the latest a year after you left, or when you ask."
        ),
        notice_fr=(
            "Votre nom, votre adresse professionnelle, votre fonction, votre équipe et ce que vous"
            " déclarez connaître, pour vous connecter et vous retrouver entre collègues. Gardés"
            " tant que vous travaillez ici, et effacés au plus tard un an après votre départ, ou"
            " à votre demande."
        ),
        basis="interest",
        retention_days=YEAR,
    ),
    # Accountability: Articles 5(2) and 24 of the GDPR. Five years: the ordinary limitation of
    # actions in French civil law (Code civil, art. 2224).
    Laid(
        key="ledger",
        name_en="The record of acts",
        name_fr="Le registre des actes",
        notice_en=(
            "What was done, when, and an opaque number for who did it: a charter signed, a"
            " consent withdrawn, a safeguard changed. No name, no text, no reading. It proves that"
            " promises were kept and cannot be rewritten."
        ),
        notice_fr=(
            "Ce qui a été fait, quand, et un numéro opaque pour qui l’a fait : une charte signée,"
            " un consentement retiré, un garde-fou changé. Ni nom, ni texte, ni lecture. Il prouve"
            " que les promesses sont tenues et ne peut pas être réécrit."
        ),
        basis="obligation",
        retention_days=5 * YEAR,
    ),
    Laid(
        key="dormant_influence",
        name_en="Finding my dormant influence",
        name_fr="Trouver mon influence dormante",
        notice_en=(
            "When you ask for it, published rules compare what you know and contribute with how"
            " present you are, and suggest a first small step. You alone see the answer."
        ),
        notice_fr=(
            "Quand vous le demandez, des règles publiées comparent ce que vous savez et apportez à"
            " votre présence, et proposent un premier petit pas. La réponse n’est montrée qu’à"
            " vous."
        ),
        is_chosen=True,
        can_watch=True,
    ),
    Laid(
        key="byoi",
        name_en="My own influence, declared",
        name_fr="Mon influence, déclarée",
        notice_en=(
            "You may declare an influence you already have, to agree with the organisation on what"
            " is yours and what is shared. Nobody with power to discipline you ever sees the file."
        ),
        notice_fr=(
            "Vous pouvez déclarer une influence que vous avez déjà, pour convenir avec"
            " l’organisation de ce qui est à vous et de ce qui est partagé. Personne qui ait un"
            " pouvoir disciplinaire sur vous ne voit jamais ce dossier."
        ),
        is_chosen=True,
        can_watch=True,
    ),
    Laid(
        key="experiments",
        name_en="Taking part in experiments",
        name_fr="Participer aux expériences",
        notice_en=(
            "Some articles are offered to half of those who agreed, drawn by lot, to learn what"
            " voices bring. Only the difference between the two groups is published."
        ),
        notice_fr=(
            "Certains articles sont proposés à la moitié des volontaires, tirée au sort, pour"
            " savoir ce qu’apportent les voix. Seule la différence entre les deux groupes est"
            " publiée."
        ),
        is_chosen=True,
        can_watch=True,
    ),
    Laid(
        key="audience",
        name_en="Counting my audience once",
        name_fr="Compter mon audience une fois",
        notice_en=(
            "You may add a sketch of your own audience, made in your browser, so that people who"
            " follow several of us are counted once. No contact ever leaves your device."
        ),
        notice_fr=(
            "Vous pouvez ajouter une empreinte de votre propre audience, faite dans votre"
            " navigateur, pour que les personnes qui suivent plusieurs d’entre nous soient"
            " comptées une fois. Aucun contact ne quitte votre appareil."
        ),
        is_chosen=True,
        can_watch=True,
    ),
)
