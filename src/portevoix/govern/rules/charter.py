"""The charter a new organisation starts from, in both languages, as Markdown: to be made its own.

It follows what French and European law asks (free refusal: Cass. soc., 9 November 2022,
21-15.208; disclosure: FTC 16 CFR 255.5, law 2023-451 where there is a reward) without citing it.
"""

import re

_EN = """\
This charter says what each of us may expect of the other. It obliges nobody to speak. Staying
silent is a right, and nobody here can learn who uses it.

## What the house promises

1. **Your words are yours.** Nothing is published without your own act on that very text. Nobody
   writes in your name; a suggestion is never imposed.
2. **Refusing is free.** Not sharing, sharing less or stopping has no effect on your evaluation,
   your pay, your career or your work. Nobody may ask you why.
3. **Nobody watches.** Your managers see neither what you read, nor what you share through
   Portevoix, nor that you do not. Figures shown to others are those of groups of at least five.
4. **You are asked rarely**, in working hours, and never again if you say so.
5. **You are protected.** If a post of yours made in good faith turns out badly, we help you
   first and look for causes afterwards.
6. **You leave with what is yours**: your texts, your figures, your certificates.

## What you promise

1. **Say where you speak from.** When you speak of the organisation, its products or its job
   openings, say that you work here, in the first lines. If a post earns you any advantage, say
   so, in the words the law gives.
2. **Speak of what you know**, truthfully, and as yourself. An opinion is yours; a fact can be
   checked.
3. **Keep what is confidential**: what customers, colleagues and partners entrusted to us,
   figures that are not public, security, projects that are not announced. In doubt, ask first.
4. **Respect people.** No insult, no harassment, no discrimination, nobody's private life. Ask
   before showing or naming a colleague. Respect the rights of authors and of images.
5. **If something goes wrong, say it early.** You will not be blamed for having said it.

## What this charter does not touch

Your freedom of expression, inside and outside the organisation, your private accounts, what you
say as a member of a union or as an elected representative, and your right to report wrongdoing
remain whole. What you publish outside Portevoix is not read by it.

## Changing your mind

You may withdraw any consent on the page *My data*, with the same single press that gave it. It
takes effect at once: what was planned is not sent. On the same page you may take everything
away, or ask to be forgotten. To stop altogether, you need not give a reason.

When this charter changes, it is shown again and signed again before you next share. You may
decline the new version: nothing more is shared in your name, and nothing else follows from it.
"""

_FR = """\
Cette charte dit ce que chacun peut attendre de l’autre. Elle n’oblige personne à parler. Se taire
est un droit, et nul ici ne peut savoir qui l’exerce.

## Ce que la maison promet

1. **Vos mots sont à vous.** Rien n’est publié sans votre geste sur ce texte précis. Personne
   n’écrit en votre nom ; une suggestion n’est jamais imposée.
2. **Refuser est libre.** Ne pas partager, partager moins ou arrêter n’a aucun effet sur votre
   évaluation, votre salaire, votre carrière ou votre travail. Personne n’a à vous demander
   pourquoi.
3. **Personne ne surveille.** Vos responsables ne voient ni ce que vous lisez, ni ce que vous
   partagez par Portevoix, ni que vous ne le faites pas. Les chiffres montrés à d’autres sont
   ceux de groupes d’au moins cinq personnes.
4. **On vous sollicite rarement**, aux heures de travail, et plus jamais si vous le dites.
5. **On vous protège.** Si l’une de vos publications, faite de bonne foi, tourne mal, nous
   vous aidons d’abord et cherchons les causes ensuite.
6. **Vous partez avec ce qui est à vous** : vos textes, vos chiffres, vos certificats.

## Ce que vous promettez

1. **Dites d’où vous parlez.** Quand vous parlez de l’organisation, de ses produits ou de ses
   offres d’emploi, dites dès les premières lignes que vous y travaillez. Si une publication vous
   vaut un avantage, dites-le, avec les mots de la loi.
2. **Parlez de ce que vous connaissez**, avec exactitude et en votre nom. Une opinion est la
   vôtre ; un fait se vérifie.
3. **Gardez ce qui est confidentiel** : ce que clients, collègues et partenaires nous ont confié,
   les chiffres qui ne sont pas publics, la sécurité, les projets qui ne sont pas annoncés. Dans
   le doute, demandez d’abord.
4. **Respectez les personnes.** Ni injure, ni harcèlement, ni discrimination, ni vie privée
   d’autrui. Demandez avant de montrer ou de nommer des collègues. Respectez le droit d’auteur et
   le droit à l’image.
5. **Si quelque chose tourne mal, dites-le tôt.** On ne vous reprochera pas de l’avoir dit.

## Ce que cette charte ne touche pas

Votre liberté d’expression, dans l’organisation et au dehors, vos comptes privés, ce que vous
dites au titre d’un mandat syndical ou de représentation du personnel, et votre droit d’alerter
restent entiers. Ce que vous publiez hors de Portevoix n’est pas lu par lui.

## Changer d’avis

Vous pouvez retirer tout consentement sur la page *Mes données*, du même geste unique qui l’a
donné. L’effet est immédiat : ce qui était prévu ne part pas. Sur la même page, vous pouvez tout
emporter, ou demander l’oubli. Pour tout arrêter, vous n’avez pas à donner de raison.

Quand cette charte change, elle vous est montrée de nouveau et se signe de nouveau avant votre
prochain partage. Vous pouvez refuser la nouvelle version : plus rien n’est partagé en votre nom,
et rien d’autre ne s’ensuit.
"""

# Where this file folds a line within a paragraph; a field for writing folds lines by itself.
_FOLD = re.compile(r"(?<!\n)\n(?!\n|#|\d\. |\Z) *")

STARTING_CHARTER = {"en": _FOLD.sub(" ", _EN), "fr": _FOLD.sub(" ", _FR)}
