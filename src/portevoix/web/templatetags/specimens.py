"""Invented things for the living page of pieces: every piece, in every state, in both languages."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Final

from django import forms, template
from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils.safestring import mark_safe

from portevoix.lib.charts import Measured, Reading, band, bars, sparkline

register = template.Library()

AT: Final = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)
LONG: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
OWN_WORDS: Final = (
    "Three years ago we swore that we would never run our own cluster again. "
    "This month we did, and slept well. What changed was not the tool."
)
CHARTER: Final = """
<p>Cette charte dit ce que chacun peut attendre de l’autre. Elle ne crée aucune obligation de
partager : se taire est un droit, et personne n’en saura rien.</p>
<h3>Article 1. Votre voix vous appartient</h3>
<p>Rien n’est publié sans votre geste, sur ce texte précis. Vous pouvez l’annuler.</p>
<ol><li>Vos mots restent les vôtres ; une suggestion n’est jamais imposée.</li>
<li>Vos chiffres ne sont vus que de vous.</li></ol>
<blockquote>« Un salarié qui parle de son métier n’est pas un panneau d’affichage. »</blockquote>
<h3>Article 2. Dire d’où l’on parle</h3>
<p>Quand vous parlez de la maison, dites que vous y travaillez.</p>
"""


class SampleForm(forms.Form):
    name = forms.CharField(label="How should we call you?", help_text="As colleagues know you.")
    address = forms.URLField(label="Address of the feed", assume_scheme="https")
    about = forms.CharField(
        label="What do you know well?", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    language = forms.ChoiceField(choices=[("en", "English"), ("fr", "Français")])
    cadence = forms.ChoiceField(
        label="How often shall we write?",
        widget=forms.RadioSelect,
        choices=[("day", "Every working day"), ("week", "Once a week"), ("never", "Never")],
        help_text="Never really means never.",
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("k8s", "Kubernetes"), ("a11y", "Accessibilité numérique")],
    )
    archive = forms.FileField(label="Your archive", required=False)
    agreed = forms.BooleanField(
        label="I have read the charter", help_text="You may change your mind at any time."
    )


class SampleComposerForm(forms.Form):
    words = forms.CharField(
        label="What would you tell a colleague about this?", widget=forms.Textarea
    )
    networks = forms.MultipleChoiceField(
        label="Where",
        widget=forms.CheckboxSelectMultiple,
        choices=[("mastodon", "Mastodon"), ("bluesky", "Bluesky"), ("linkedin", "LinkedIn")],
    )
    moment = forms.ChoiceField(
        label="When",
        widget=forms.RadioSelect,
        choices=[("now", "Now"), ("tonight", "Tonight at 18:30, your hour"), ("pick", "Pick")],
    )


@register.simple_tag
def specimens() -> SimpleNamespace:
    return SimpleNamespace(
        at=AT,
        stories=_stories(),
        form=SampleForm(),
        wrong_form=SampleForm({"name": "", "address": "not an address", "cadence": "sometimes"}),
        composer=_composer(),
        sources=_sources(),
        shares=_shares(),
        purposes=_purposes(),
        document=SimpleNamespace(
            title="Charte de la parole des salariés",
            version=3,
            in_force_on=AT - timedelta(days=60),
            body=mark_safe(CHARTER),  # noqa: S308 - written above, by us
            language="fr",
        ),
        page=Paginator(range(120), 20).page(3),
        steps=_steps(),
        **_pictures(),
        **_lists(),
    )


def _stories() -> list[SimpleNamespace]:
    urls = {"answer_url": "#", "save_url": "#", "say_url": "#"}
    rows: list[tuple[str, str, timedelta, str, dict[str, object]]] = [
        (
            "Kubernetes without tears: what a four-person team stopped doing",
            "The New Stack",
            timedelta(hours=3),
            "You know Kubernetes; two colleagues saved it.",
            {
                "image": static("portevoix/specimen.svg"),
                "also": [
                    {"source": "LWN", "url": "#"},
                    {"source": "Le Journal du numérique", "url": "#"},
                ],
            },
        ),
        (
            "« On a débranché le tableau de bord » : six mois sans indicateur, racontés",
            "Le Journal du numérique",
            timedelta(minutes=40),
            "Vous suivez l’organisation du travail ; un peu hors de vos sentiers, pour changer.",
            {"language": "fr", "answer": "more", "is_saved": True},
        ),
        (
            "Reading a flame graph when you have ten minutes",
            "Blog of Inès Azoulay, your colleague",
            timedelta(days=2),
            "A colleague wrote it.",
            {"image": static("portevoix/specimen.svg")},
        ),
        (
            f"{LONG} opens its archives",
            "https://example.org/a/very/long/address/that/never/ends/index.html?and=more",
            timedelta(days=30),
            "",
            {"language": "de", "answer": "not_my_field"},
        ),
    ]
    blank = {"language": "en", "image": "", "answer": "", "is_saved": False}
    return [
        SimpleNamespace(
            id=number,
            title=title,
            url="https://example.org/",
            source=source,
            published_at=AT - ago,
            reason=reason,
            **{**blank, **urls, **more},
        )
        for number, (title, source, ago, reason, more) in enumerate(rows, start=1)
    ]


def _composer() -> SimpleNamespace:
    form = SampleComposerForm(
        initial={"words": OWN_WORDS, "networks": ["mastodon"], "moment": "tonight"},
        auto_id="composer_%s",
    )
    title = "Kubernetes without tears: what a four-person team stopped doing"
    card: dict[str, str] = {
        "title": title,
        "site": "thenewstack.example",
        "description": "Fewer clusters, fewer charts, one boring upgrade a month: a report from "
        "a team that had no choice.",
        "image": static("portevoix/specimen.svg"),
        "note": "",
    }
    return SimpleNamespace(
        form=form,
        words=form["words"],
        others=[form["networks"], form["moment"]],
        counters=[
            SimpleNamespace(
                field_id="composer_words", network="Mastodon", limit=500, address_cost=23
            ),
            SimpleNamespace(field_id="composer_words", network="Bluesky", limit=120),
        ],
        disclosure="The item promotes your employer, so we add: “I work at Atelier Nord.”",
        warnings=[
            "These words are close to what a colleague wrote this week. Yours travel better."
        ],
        cards=[
            SimpleNamespace(network="Mastodon", small_picture=True, **card),
            SimpleNamespace(network="LinkedIn", small_picture=False, **card),
        ],
        suggestions=[
            SimpleNamespace(id=1, text="What we stopped doing, and why.", language="en"),
            SimpleNamespace(id=2, text="Ce que nous avons cessé de faire.", language="fr"),
        ],
    )


def _sources() -> list[SimpleNamespace]:
    rows = [
        ("The New Stack", "good", "Well: 14 items this week.", None, "", ""),
        (
            "Veille juridique de la Fédération nationale des télécommunications",
            "warn",
            "Slow: it answers in 9 seconds.",
            AT - timedelta(days=2),
            "Nothing to do: we ask less often until it recovers.",
            "",
        ),
        (
            "Le Journal du numérique",
            "bad",
            "Broken: the address answers “not found”.",
            AT - timedelta(days=11),
            "Look for its new feed on the site, then change the address here.",
            "Change the address",
        ),
        (f"https://{LONG.lower()}.example/feed.xml", "quiet", "At rest.", None, "", "Wake it up"),
    ]
    return [
        SimpleNamespace(
            name=name,
            url="#",
            address="https://example.org/feed.xml",
            tone=tone,
            health=health,
            since=since,
            to_do=to_do,
            act_url="#" if label else "",
            act_label=label,
            detail="Kubernetes, platform · at most 5 a day · reviewed",
        )
        for name, tone, health, since, to_do, label in rows
    ]


def _shares() -> list[SimpleNamespace]:
    rows = [
        ("planned", "Mastodon", "Cancel", ""),
        ("sending", "Bluesky", "", ""),
        ("published", "LinkedIn", "", "https://example.org/"),
        ("to_confirm", "LinkedIn", "Yes, it is there", ""),
        ("cancelled", "Elsewhere", "", ""),
    ]
    return [
        SimpleNamespace(
            url="#",
            words=OWN_WORDS,
            network=network,
            state=state,
            when=AT + timedelta(hours=9),
            story="Kubernetes without tears",
            act_url="#" if label else "",
            act_label=label,
            act_kind="primary" if state == "to_confirm" else "",
            seen_url=seen,
        )
        for state, network, label, seen in rows
    ]


def _purposes() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            key="clicks",
            name="Count the clicks on my own links",
            text="We count how often your links are opened; never by whom.",
            basis="consent",
            retention="25 months",
            is_on=True,
            since=AT - timedelta(days=90),
            url="#",
        ),
        SimpleNamespace(
            key="audience",
            name="Dédoublonner mon audience à partir de mon export",
            text="Le fichier est lu dans votre navigateur ; aucun contact n’en sort.",
            basis="consentement",
            retention="un trimestre",
            is_on=False,
            since=None,
            url="#",
        ),
    ]


def _steps() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(name="Say what you know", text="Three topics are enough.", state="done"),
        SimpleNamespace(name="Read five stories", text="And answer them.", state="current"),
        SimpleNamespace(name="Connect an account", text="Only if you like.", state="next"),
    ]


def _pictures() -> dict[str, object]:
    readings = [
        Reading("May", 600, 800, 1100, 1400),
        Reading("June", 700, 950, 1300, 1900),
        Reading("July", None, None, None, 2300),
        Reading("August", 900, 1200, 1600, 2700),
        Reading("September", 1200, 1500, 1900, 3900),
        Reading("October", 1500, 1900, 2400, 5200),
    ]
    interval = bars([Measured("October", 1900, 1500, 2400)], ceiling=3000)
    return {
        "band": band(readings),
        "short_band": band(readings[2:4]),
        "unknown_band": band([Reading("October", None, None, None)]),
        "bars": bars(
            [
                Measured("Colleagues' own words", 4.1, 3.2, 5.2),
                Measured("The suggested words, unchanged", 1.6, 1.1, 2.2),
                Measured("Page de l’entreprise, à contenu égal", 1.0, 0.8, 1.3),
                Measured("Press", None),
            ]
        ),
        "dots": bars(
            [
                Measured("Kubernetes", 2.4, 1.6, 3.4),
                Measured("Accessibilité numérique", 1.1, 0.6, 1.9),
                Measured("Hiring", None),
            ],
            average=1.0,
        ),
        "spark": sparkline([3, 5, 4, None, 8, 9, 7, 12]),
        "figures": [
            SimpleNamespace(
                label="Clicks on your links",
                value=1284,
                low=None,
                high=None,
                provenance="own_link",
                as_of=AT,
            ),
            SimpleNamespace(
                label="Different people who had a chance to see you in October",
                value=1900,
                low=1500,
                high=2400,
                provenance="estimate",
                as_of=AT,
                bars=interval,
            ),
            SimpleNamespace(
                label="Portée dédoublonnée sur LinkedIn",
                value=None,
                low=None,
                high=None,
                provenance="network_api",
                as_of=AT,
                missing="LinkedIn tells this only to vetted applications.",
            ),
        ],
    }


def _lists() -> dict[str, object]:
    return {
        "headings": ["Topic", "Items", "Read", "Shared"],
        "rows": [["Kubernetes", 48, 31, 6], ["Accessibilité numérique", 22, 19, 4]],
        "facts": [("Version", "3"), ("Signed", "12 October 2026"), ("Adresse", "12, rue du Port")],
        "tabs": [
            SimpleNamespace(name="Planned", url="#", current=True),
            SimpleNamespace(name="Published", url="#", current=False),
            SimpleNamespace(name="À confirmer", url="#", current=False),
        ],
        "networks": ["Mastodon", "Bluesky", "LinkedIn", "X", "Threads", "Facebook", "Elsewhere"],
    }
