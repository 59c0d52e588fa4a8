"""Starting topics of software engineering."""

from __future__ import annotations

from portevoix.people.rules.taxonomy.seed import Seed

SOFTWARE: tuple[Seed, ...] = (
    Seed(
        "software",
        "backend",
        "Back-end development",
        "Développement back-end",
        "backend | développement backend | server side | serveur | api | rest | graphql | "
        "grpc | microservices | microservice | monolith | monolithe | orm | message queue",
    ),
    Seed(
        "software",
        "frontend",
        "Front-end development",
        "Développement front-end",
        "frontend | développement frontend | css | html | web components | single page "
        "application | bundler | vite | tailwind | navigateur | browser | intégration web",
    ),
    Seed(
        "software",
        "full-stack",
        "Full-stack development",
        "Développement full-stack",
        "fullstack | développement full stack | full stack developer | développeur full stack "
        "| développement | application web | web application",
    ),
    Seed(
        "software",
        "python",
        "Python",
        "Python",
        "django | flask | fastapi | pypi | pytest | asyncio | cpython | jupyter",
    ),
    Seed(
        "software",
        "javascript",
        "JavaScript and TypeScript",
        "JavaScript et TypeScript",
        "javascript | typescript | javascript/typescript | node.js | nodejs | npm | deno | "
        "ecmascript | nuxt.js | nextjs | next.js",
    ),
    Seed(
        "software",
        "react",
        "React",
        "React",
        "reactjs | jsx | redux | react hooks | react server components",
    ),
    Seed(
        "software",
        "vue",
        "Vue.js",
        "Vue.js",
        "vue | vuejs | nuxt | pinia | vuex",
    ),
    Seed(
        "software",
        "java",
        "Java and the JVM",
        "Java et la JVM",
        "java | jvm | spring | spring boot | hibernate | gradle | maven | openjdk",
    ),
    Seed(
        "software",
        "kotlin",
        "Kotlin",
        "Kotlin",
        "ktor | coroutines | jetpack compose | kotlin multiplatform",
    ),
    Seed(
        "software",
        "scala",
        "Scala",
        "Scala",
        "akka | sbt | cats effect | zio | play framework",
    ),
    Seed(
        "software",
        "php",
        "PHP",
        "PHP",
        "symfony | laravel | composer | wordpress | drupal",
    ),
    Seed(
        "software",
        "ruby",
        "Ruby",
        "Ruby",
        "rails | ruby on rails | rubygems | hotwire | rspec",
    ),
    Seed(
        "software",
        "go",
        "Go",
        "Go",
        "golang | goroutine | goroutines",
    ),
    Seed(
        "software",
        "rust",
        "Rust",
        "Rust",
        "cargo | borrow checker | crates.io | tokio",
    ),
    Seed(
        "software",
        "dotnet",
        ".NET",
        ".NET",
        "dotnet | c# | csharp | asp.net | entity framework | blazor",
    ),
    Seed(
        "software",
        "mobile",
        "Mobile development",
        "Développement mobile",
        "android | ios | swift | swiftui | flutter | react native | app store | google play | "
        "application mobile",
    ),
    Seed(
        "software",
        "databases",
        "Databases",
        "Bases de données",
        "database | base de données | sql | postgresql | postgres | mysql | mongodb | redis | "
        "nosql | indexation | query planner",
    ),
    Seed(
        "software",
        "architecture",
        "Software architecture",
        "Architecture logicielle",
        "domain-driven design | ddd | hexagonal | event sourcing | cqrs | event-driven | "
        "architecture distribuée | distributed systems | systèmes distribués | design "
        "patterns",
    ),
    Seed(
        "software",
        "testing",
        "Software testing",
        "Tests logiciels",
        "unit tests | tests unitaires | tdd | test driven | end-to-end tests | qa | quality "
        "assurance | recette | cypress | playwright | property-based testing",
    ),
    Seed(
        "software",
        "performance",
        "Performance",
        "Performance",
        "web performance | latency | latence | profiling | core web vitals | benchmark | "
        "optimisation | cache",
    ),
    Seed(
        "software",
        "search",
        "Search engines",
        "Moteurs de recherche",
        "elasticsearch | opensearch | lucene | solr | full-text search | recherche plein "
        "texte | relevance ranking | algolia",
    ),
    Seed(
        "software",
        "open-source",
        "Open source",
        "Logiciel libre",
        "open source software | free software | logiciels libres | oss | licence libre | "
        "contribution | mainteneur | maintainer",
    ),
)
