"""Starting topics of infrastructure, security, data and AI."""

from __future__ import annotations

from portevoix.people.rules.taxonomy.seed import Seed

TECHNOLOGY: tuple[Seed, ...] = (
    Seed(
        "infrastructure",
        "kubernetes",
        "Kubernetes",
        "Kubernetes",
        "k8s | helm | kubectl | containers | conteneurs | orchestration de conteneurs | "
        "operator sdk | istio | service mesh | argo cd",
    ),
    Seed(
        "infrastructure",
        "docker",
        "Containers",
        "Conteneurs",
        "docker | dockerfile | podman | oci image | containerd | conteneurisation",
    ),
    Seed(
        "infrastructure",
        "cloud",
        "Cloud computing",
        "Cloud",
        "aws | amazon web services | azure | gcp | google cloud | serverless | lambda | s3 | "
        "informatique en nuage | hébergement | scaleway | ovh",
    ),
    Seed(
        "infrastructure",
        "devops",
        "DevOps",
        "DevOps",
        "ci/cd | continuous integration | intégration continue | continuous delivery | "
        "déploiement continu | jenkins | gitlab ci | github actions | platform engineering | "
        "release",
    ),
    Seed(
        "infrastructure",
        "infrastructure-as-code",
        "Infrastructure as code",
        "Infrastructure as code",
        "terraform | opentofu | ansible | pulumi | puppet | nix | gitops | configuration "
        "management",
    ),
    Seed(
        "infrastructure",
        "observability",
        "Observability",
        "Observabilité",
        "monitoring | supervision | prometheus | grafana | opentelemetry | tracing | logs | "
        "métriques | alerting | alertes",
    ),
    Seed(
        "infrastructure",
        "reliability",
        "Site reliability",
        "Fiabilité des systèmes",
        "sre | site reliability engineering | incident | post-mortem | postmortem | slo | "
        "error budget | astreinte | on-call | chaos engineering | haute disponibilité",
    ),
    Seed(
        "infrastructure",
        "system-administration",
        "System administration",
        "Administration système",
        "linux | debian | sysadmin | administration systèmes | systemd | bash | unix | "
        "windows server | active directory",
    ),
    Seed(
        "infrastructure",
        "networking",
        "Networking",
        "Réseaux",
        "tcp/ip | dns | bgp | load balancing | vpn | pare-feu | firewall | http/2 | quic | routage",
    ),
    Seed(
        "infrastructure",
        "security",
        "Cybersecurity",
        "Cybersécurité",
        "security | sécurité | sécurité informatique | infosec | vulnerability | "
        "vulnérabilité | cve | pentest | ransomware | rançongiciel | phishing | hameçonnage | "
        "owasp | zero trust | anssi",
    ),
    Seed(
        "infrastructure",
        "identity",
        "Identity and access",
        "Identité et accès",
        "iam | oauth | openid connect | oidc | saml | sso | passkeys | mfa | authentification "
        "| authentication",
    ),
    Seed(
        "infrastructure",
        "cryptography",
        "Cryptography",
        "Cryptographie",
        "encryption | chiffrement | tls | post-quantum | post-quantique | hachage | public "
        "key | clé publique | pki",
    ),
    Seed(
        "infrastructure",
        "green-it",
        "Sustainable IT",
        "Numérique responsable",
        "green it | écoconception | ecodesign | sobriété numérique | carbon footprint | "
        "empreinte carbone | rgesn | low-tech",
    ),
    Seed(
        "data",
        "data-engineering",
        "Data engineering",
        "Ingénierie des données",
        "etl | elt | data pipeline | pipeline de données | spark | airflow | kafka | flink | "
        "dbt | data warehouse | entrepôt de données | data lake | lakehouse | streaming",
    ),
    Seed(
        "data",
        "data-science",
        "Data science",
        "Science des données",
        "datascience | statistics | statistique | statistiques | pandas | r language | "
        "bayesian | bayésien | causal inference | modélisation",
    ),
    Seed(
        "data",
        "machine-learning",
        "Machine learning",
        "Apprentissage automatique",
        "ml | apprentissage machine | deep learning | apprentissage profond | pytorch | "
        "tensorflow | scikit-learn | neural network | réseau de neurones | mlops | gradient "
        "boosting",
    ),
    Seed(
        "data",
        "generative-ai",
        "Generative AI",
        "IA générative",
        "llm | large language model | grand modèle de langue | gpt | rag | prompt engineering "
        "| ai agents | agents ia | fine-tuning | mistral | chatbot",
    ),
    Seed(
        "data",
        "artificial-intelligence",
        "Artificial intelligence",
        "Intelligence artificielle",
        "ai | ia | ai act | règlement ia | responsible ai | ia de confiance | algorithmes | "
        "algorithms",
    ),
    Seed(
        "data",
        "nlp",
        "Natural language processing",
        "Traitement du langage",
        "nlp | taln | text mining | fouille de textes | embeddings | tokenisation | named "
        "entities | traduction automatique",
    ),
    Seed(
        "data",
        "computer-vision",
        "Computer vision",
        "Vision par ordinateur",
        "image recognition | reconnaissance d'images | ocr | object detection | télédétection "
        "| segmentation d'images",
    ),
    Seed(
        "data",
        "business-intelligence",
        "Analytics and BI",
        "Analyse de données et décisionnel",
        "bi | analytics | data analyst | analyse de données | metabase | tableau | power bi | "
        "looker | dashboard | tableau de bord | matomo | superset",
    ),
    Seed(
        "data",
        "data-visualisation",
        "Data visualisation",
        "Visualisation de données",
        "dataviz | data visualization | charts | graphiques | d3.js | infographie | "
        "cartographie statistique",
    ),
    Seed(
        "data",
        "data-governance",
        "Data governance",
        "Gouvernance des données",
        "data quality | qualité des données | data catalog | catalogue de données | master "
        "data | data mesh | lineage | open data | données ouvertes",
    ),
    Seed(
        "data",
        "geomatics",
        "Maps and geodata",
        "Géomatique",
        "gis | sig | geodata | information géographique | cartographie | openstreetmap | "
        "postgis | qgis | cadastre | géomaticien",
    ),
)
