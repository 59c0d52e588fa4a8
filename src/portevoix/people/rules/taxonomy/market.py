"""Starting topics of product, design, marketing and sales."""

from __future__ import annotations

from portevoix.people.rules.taxonomy.seed import Seed

MARKET: tuple[Seed, ...] = (
    Seed(
        "product",
        "product-management",
        "Product management",
        "Gestion de produit",
        "product manager | product owner | roadmap | backlog | feuille de route | okr | "
        "product-market fit | gestion de produit | priorisation | user stories",
    ),
    Seed(
        "product",
        "product-strategy",
        "Product strategy",
        "Stratégie produit",
        "product vision | vision produit | positioning | positionnement | business model | "
        "modèle économique | market fit | stratégie de produit",
    ),
    Seed(
        "product",
        "product-discovery",
        "Product discovery",
        "Découverte produit",
        "discovery | continuous discovery | user interviews | entretiens utilisateurs | jobs "
        "to be done | mvp | prototype | hypothèses",
    ),
    Seed(
        "product",
        "growth",
        "Growth",
        "Croissance",
        "growth hacking | acquisition | activation | retention | rétention | funnel | aarrr | "
        "churn | conversion | product-led growth | adoption",
    ),
    Seed(
        "product",
        "experimentation",
        "Experimentation",
        "Expérimentation",
        "a/b testing | test a/b | ab test | feature flags | experiment platform | hold-out | "
        "significance",
    ),
    Seed(
        "product",
        "no-code",
        "No-code",
        "No-code",
        "low-code | nocode | airtable | notion | zapier | make.com | grist | bubble | "
        "automatisation",
    ),
    Seed(
        "design",
        "ux-design",
        "UX design",
        "UX design",
        "ux | user experience | expérience utilisateur | interaction design | parcours "
        "utilisateur | wireframe | ergonomie | usability | utilisabilité",
    ),
    Seed(
        "design",
        "ui-design",
        "UI design",
        "UI design",
        "ui | user interface | interface utilisateur | figma | sketch | maquettes | mockups | "
        "typographie | typography",
    ),
    Seed(
        "design",
        "ux-research",
        "User research",
        "Recherche utilisateur",
        "ux research | design research | usability testing | tests utilisateurs | interviews "
        "| ethnographie | persona | card sorting",
    ),
    Seed(
        "design",
        "product-design",
        "Product design",
        "Product design",
        "conception de produit | product designer | design produit | prototyping | "
        "prototypage | design sprint",
    ),
    Seed(
        "design",
        "service-design",
        "Service design",
        "Design de services",
        "service blueprint | design de service | co-design | co-conception | design de "
        "politiques publiques | customer journey | parcours usager",
    ),
    Seed(
        "design",
        "design-systems",
        "Design systems",
        "Design systems",
        "design system | système de design | dsfr | design tokens | component library | "
        "bibliothèque de composants | storybook",
    ),
    Seed(
        "design",
        "accessibility",
        "Accessibility",
        "Accessibilité",
        "a11y | wcag | rgaa | accessibilité numérique | screen reader | lecteur d'écran | "
        "aria | handicap | inclusive design",
    ),
    Seed(
        "design",
        "ux-writing",
        "UX writing and plain language",
        "UX writing et langage clair",
        "ux writing | content design | microcopy | langage clair | plain language | facile à "
        "lire | falc | rédaction d'interface",
    ),
    Seed(
        "design",
        "graphic-design",
        "Graphic design",
        "Design graphique",
        "visual identity | identité visuelle | logo | art direction | direction artistique | "
        "illustration | print | motion design | charte graphique",
    ),
    Seed(
        "marketing",
        "content-marketing",
        "Content marketing",
        "Marketing de contenu",
        "content strategy | stratégie de contenu | inbound | copywriting | rédaction | "
        "editorial calendar | calendrier éditorial | storytelling | newsletter",
    ),
    Seed(
        "marketing",
        "seo",
        "SEO and SEM",
        "Référencement",
        "seo | sem | search engine optimisation | search ads | référencement naturel | mots- "
        "clés | keywords | google ads | backlinks | serp",
    ),
    Seed(
        "marketing",
        "social-media",
        "Social media",
        "Réseaux sociaux",
        "community management | linkedin | mastodon | bluesky | animation réseaux sociaux | "
        "instagram | youtube | employee advocacy | ambassadeurs | influence",
    ),
    Seed(
        "marketing",
        "brand",
        "Brand",
        "Marque",
        "branding | brand identity | identité de marque | notoriété | brand awareness | "
        "plateforme de marque | positioning",
    ),
    Seed(
        "marketing",
        "employer-brand",
        "Employer brand",
        "Marque employeur",
        "employer branding | evp | promesse employeur | glassdoor | welcome to the jungle | "
        "candidate experience | expérience candidat",
    ),
    Seed(
        "marketing",
        "communications",
        "Communications",
        "Communication",
        "corporate communication | communication interne | internal communication | public "
        "relations | relations presse | media relations | communiqué de presse | journalisme",
    ),
    Seed(
        "marketing",
        "crisis-communication",
        "Crisis communication",
        "Communication de crise",
        "bad buzz | reputation | réputation | e-réputation | gestion de crise | crisis "
        "management | éléments de langage",
    ),
    Seed(
        "marketing",
        "events",
        "Events",
        "Événementiel",
        "conference | conférence | meetup | salon professionnel | trade show | webinar | "
        "webinaire | prise de parole | public speaking",
    ),
    Seed(
        "marketing",
        "video",
        "Video and podcasts",
        "Vidéo et podcasts",
        "video production | podcast | montage | audiovisuel | vidéos | tournage | live stream "
        "| sous-titres",
    ),
    Seed(
        "marketing",
        "marketing-automation",
        "CRM and marketing automation",
        "CRM et marketing automation",
        "crm | marketing automation | emailing | hubspot | brevo | salesforce | lead scoring "
        "| segmentation | nurturing",
    ),
    Seed(
        "sales",
        "b2b-sales",
        "B2B sales",
        "Vente B2B",
        "sales | vente | ventes | prospection | prospecting | account executive | négociation "
        "| negotiation | closing | cycle de vente | commercial",
    ),
    Seed(
        "sales",
        "social-selling",
        "Social selling",
        "Social selling",
        "sales navigator | vente sociale | personal branding | prospection linkedin | thought "
        "leadership",
    ),
    Seed(
        "sales",
        "business-development",
        "Business development",
        "Développement commercial",
        "business developpement | business developer | développement des affaires | go-to- "
        "market | new business | apport d'affaires",
    ),
    Seed(
        "sales",
        "partnerships",
        "Partnerships",
        "Partenariats",
        "alliances | channel partners | écosystème | partenaires | co-marketing | "
        "intégrateurs | resellers",
    ),
    Seed(
        "sales",
        "customer-success",
        "Customer success",
        "Succès client",
        "customer onboarding | renewal | renouvellement | nps | satisfaction client | "
        "customer satisfaction | account management | fidélisation",
    ),
    Seed(
        "sales",
        "customer-support",
        "Customer support",
        "Support client",
        "support | help desk | helpdesk | ticketing | service client | relation usagers | "
        "assistance utilisateur | crisp | zendesk | first response time",
    ),
    Seed(
        "sales",
        "pricing",
        "Pricing",
        "Tarification",
        "prix | price | freemium | subscription | abonnement | willingness to pay | packaging "
        "| monetisation | monétisation",
    ),
    Seed(
        "sales",
        "e-commerce",
        "E-commerce",
        "E-commerce",
        "online retail | commerce en ligne | marketplace | place de marché | checkout | "
        "paiement en ligne | shopify | panier",
    ),
    Seed(
        "sales",
        "retail",
        "Retail",
        "Commerce et distribution",
        "distribution | stores | magasins | merchandising | omnichannel | omnicanal | point "
        "de vente",
    ),
)
