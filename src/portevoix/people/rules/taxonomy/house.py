"""Starting topics of the house itself: people, finance, law, public service, work."""

from __future__ import annotations

from portevoix.people.rules.taxonomy.seed import Seed

HOUSE: tuple[Seed, ...] = (
    Seed(
        "people",
        "recruitment",
        "Recruitment",
        "Recrutement",
        "hiring | talent acquisition | sourcing | entretien d'embauche | job interview | ats "
        "| cooptation | referral | candidats | candidates | offres d'emploi",
    ),
    Seed(
        "people",
        "learning",
        "Learning and development",
        "Formation",
        "training | l&d | upskilling | montée en compétences | e-learning | mooc | pédagogie "
        "| apprentissage | mentoring | tutorat",
    ),
    Seed(
        "people",
        "human-resources",
        "Human resources",
        "Ressources humaines",
        "hr | rh | drh | people operations | gestion des talents | talent management | gpec | "
        "entretien annuel | onboarding des salariés",
    ),
    Seed(
        "people",
        "compensation",
        "Pay and benefits",
        "Rémunération et avantages",
        "salary | salaire | salaires | pay transparency | transparence salariale | payroll | "
        "paie | bonus | épargne salariale",
    ),
    Seed(
        "people",
        "labour-relations",
        "Labour relations",
        "Relations sociales",
        "works council | cse | dialogue social | syndicats | unions | négociation collective "
        "| collective bargaining | accord d'entreprise",
    ),
    Seed(
        "people",
        "wellbeing",
        "Well-being at work",
        "Qualité de vie au travail",
        "qvt | qvct | burn-out | burnout | psychosocial risks | risques psychosociaux | "
        "mental health | santé mentale | work-life balance | droit à la déconnexion",
    ),
    Seed(
        "people",
        "diversity",
        "Diversity and inclusion",
        "Diversité et inclusion",
        "dei | égalité professionnelle | gender equality | parité | discrimination | handicap "
        "au travail | inclusion | mixité",
    ),
    Seed(
        "finance",
        "financial-management",
        "Financial management",
        "Gestion financière",
        "finance | controlling | contrôle de gestion | budget | cash flow | trésorerie | "
        "treasury | forecast | cfo | daf",
    ),
    Seed(
        "finance",
        "accounting",
        "Accounting",
        "Comptabilité",
        "accountancy | audit | ifrs | bilan | balance sheet | facturation électronique | "
        "e-invoicing | expert-comptable",
    ),
    Seed(
        "finance",
        "taxation",
        "Taxation",
        "Fiscalité",
        "tax | impôt | impôts | tva | vat | crédit d'impôt recherche | finances publiques | douane",
    ),
    Seed(
        "finance",
        "fundraising",
        "Fundraising and venture capital",
        "Levée de fonds",
        "venture capital | capital-risque | série a | seed round | term sheet | investors | "
        "investisseurs | financement | business angels",
    ),
    Seed(
        "finance",
        "fintech",
        "Payments and fintech",
        "Paiements et fintech",
        "payments | paiement | open banking | dsp2 | psd2 | sepa | virement instantané | "
        "banque | banking | lending",
    ),
    Seed(
        "finance",
        "procurement",
        "Procurement",
        "Achats",
        "purchasing | sourcing fournisseurs | supplier | fournisseur | tender | appel "
        "d'offres | achats responsables",
    ),
    Seed(
        "finance",
        "supply-chain",
        "Supply chain and logistics",
        "Logistique",
        "supply chain | chaîne d'approvisionnement | warehouse | entrepôt logistique | "
        "transport de marchandises | freight | inventory | stocks",
    ),
    Seed(
        "finance",
        "csr",
        "Sustainability and CSR",
        "RSE et développement durable",
        "csr | rse | esg | csrd | bilan carbone | climate | climat | transition écologique | "
        "impact | biodiversité | sustainability",
    ),
    Seed(
        "legal",
        "privacy",
        "Privacy and data protection",
        "Protection des données personnelles",
        "gdpr | rgpd | cnil | dpo | personal data | données personnelles | vie privée | "
        "consent | consentement | dpia | aipd | cookies",
    ),
    Seed(
        "legal",
        "contract-law",
        "Contracts and business law",
        "Droit des affaires",
        "contract | contrat | contrats | droit / affaires juridiques | juridique | legal | "
        "droit commercial | m&a | fusion | litigation | contentieux",
    ),
    Seed(
        "legal",
        "labour-law",
        "Labour law",
        "Droit du travail",
        "employment law | code du travail | licenciement | dismissal | prud'hommes | contrat "
        "de travail | cassation sociale",
    ),
    Seed(
        "legal",
        "intellectual-property",
        "Intellectual property",
        "Propriété intellectuelle",
        "patent | brevet | brevets | copyright | droit d'auteur | trademark | marque déposée "
        "| licence | licensing",
    ),
    Seed(
        "legal",
        "compliance",
        "Compliance",
        "Conformité",
        "regulatory | réglementation | sapin 2 | anti-corruption | kyc | lcb-ft | dora | nis2 "
        "| contrôle interne | lanceur d'alerte",
    ),
    Seed(
        "legal",
        "digital-law",
        "Digital regulation",
        "Droit du numérique",
        "dsa | dma | data act | eidas | digital services act | régulation des plateformes | "
        "platform regulation | signature électronique",
    ),
    Seed(
        "public",
        "public-administration",
        "Public administration",
        "Administration publique",
        "fonction publique | civil service | administration | service public | public service "
        "| collectivités | préfecture | agent public | intrapreneur(se) | intrapreneuriat",
    ),
    Seed(
        "public",
        "public-policy",
        "Public policy",
        "Politiques publiques",
        "public policies | évaluation | policy evaluation | réforme | parlement | législation "
        "| europe | think tank",
    ),
    Seed(
        "public",
        "digital-government",
        "Digital government",
        "Administration numérique",
        "govtech | start-up d'état | startup d'état | démarches en ligne | services publics "
        "numériques | france connect | dites-le-nous une fois | interopérabilité",
    ),
    Seed(
        "public",
        "public-procurement",
        "Public procurement",
        "Commande publique",
        "marchés publics | marché public | ugap | code de la commande publique | dce | public "
        "tender",
    ),
    Seed(
        "public",
        "health",
        "Health",
        "Santé",
        "healthcare | e-health | hôpital | hospital | patient | dossier médical | medtech | "
        "santé publique | essais cliniques",
    ),
    Seed(
        "public",
        "education",
        "Education",
        "Éducation",
        "school | école | enseignement | enseignement supérieur | université | teachers | "
        "enseignants | edtech",
    ),
    Seed(
        "public",
        "employment-policy",
        "Employment and integration",
        "Emploi et insertion",
        "insertion professionnelle | france travail | job seekers | demandeurs d'emploi | "
        "chômage | unemployment | iae | inclusion numérique",
    ),
    Seed(
        "public",
        "housing",
        "Housing and planning",
        "Logement et urbanisme",
        "housing | urbanisme | logement social | rénovation énergétique | permis de "
        "construire | immobilier | real estate | foncier",
    ),
    Seed(
        "public",
        "energy",
        "Energy",
        "Énergie",
        "electricity | électricité | renewables | énergies renouvelables | nucléaire | solar "
        "| hydrogène | réseau électrique | smart grid",
    ),
    Seed(
        "public",
        "mobility",
        "Mobility and transport",
        "Mobilités et transports",
        "transport | transports publics | public transport | vélo | cycling | ferroviaire | "
        "railway | electric vehicles | véhicules électriques | covoiturage",
    ),
    Seed(
        "public",
        "agriculture",
        "Agriculture and food",
        "Agriculture et alimentation",
        "farming | agriculteurs | pêche | fisheries | agroécologie | food | alimentation | "
        "élevage | pac",
    ),
    Seed(
        "work",
        "agile",
        "Agile",
        "Agilité",
        "scrum | kanban | sprint | rétrospective | agile coach | méthodes agiles | safe | "
        "lean | extreme programming",
    ),
    Seed(
        "work",
        "project-management",
        "Project management",
        "Gestion de projet",
        "project manager | chef de projet | pmo | planning | gantt | pilotage | conduite de "
        "projet | risques projet",
    ),
    Seed(
        "work",
        "leadership",
        "Leadership and management",
        "Leadership et management",
        "management | manager | engineering management | one-on-one | feedback | leadership | "
        "délégation | direction d'équipe",
    ),
    Seed(
        "work",
        "coaching",
        "Coaching and facilitation",
        "Coaching et facilitation",
        "coaching | facilitation | facilitateur | intelligence collective | workshop | "
        "atelier | animation | codéveloppement",
    ),
    Seed(
        "work",
        "change-management",
        "Change management",
        "Conduite du changement",
        "déploiement | transformation | accompagnement au changement | adoption interne | "
        "transformation numérique | digital transformation",
    ),
    Seed(
        "work",
        "remote-work",
        "Remote work",
        "Télétravail",
        "remote | hybrid work | travail hybride | asynchronous | distributed team | équipe "
        "distribuée | coworking | flex office",
    ),
    Seed(
        "work",
        "knowledge-management",
        "Knowledge management",
        "Gestion des connaissances",
        "documentation | wiki | knowledge base | base de connaissances | technical writing | "
        "rédaction technique | capitalisation",
    ),
    Seed(
        "work",
        "innovation",
        "Innovation",
        "Innovation",
        "r&d | intrapreneurship | intrapreneuriat d'entreprise | incubateur | start-up | "
        "startup | design thinking | brevets et innovation | open innovation",
    ),
    Seed(
        "work",
        "entrepreneurship",
        "Entrepreneurship",
        "Entrepreneuriat",
        "founder | fondateur | création d'entreprise | bootstrapping | accélérateur | "
        "accelerator | business plan",
    ),
)
