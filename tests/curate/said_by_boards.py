"""What each recruiting system says, in small and in our own words: one job each, and its board."""

from typing import Any

DAY = "2026-09-01T08:00:00Z"
WORDS = "<p>Keep the lamps lit.</p><ul><li>By night</li></ul>"

CAREERS = {
    "greenhouse": "https://job-boards.greenhouse.io/atelier/jobs/71",
    "lever": "https://jobs.lever.co/atelier",
    "smartrecruiters": "https://careers.smartrecruiters.com/Atelier",
    "ashby": "https://jobs.ashbyhq.com/atelier",
    "teamtailor": "https://atelier.teamtailor.com/jobs/71-keeper",
    "recruitee": "https://atelier.recruitee.com/o/keeper",
    "workable": "https://apply.workable.com/atelier/",
    "france_travail": "https://candidat.francetravail.fr/offres/recherche/detail/171ABCD",
    "personio": "https://atelier.jobs.personio.de/job/71",
    "bamboohr": "https://atelier.bamboohr.com/careers/71",
    "pinpoint": "https://atelier.pinpointhq.com/en/postings/71",
    "rippling": "https://ats.rippling.com/atelier/jobs",
    "oracle": "https://ab.fa.em2.oraclecloud.com/hcmUI/CandidateExperience/fr/sites/CX_1/job/71",
}

JSON: dict[str, Any] = {
    "greenhouse": {
        "jobs": [
            {
                "id": 71,
                "title": "Keeper",
                "absolute_url": "https://job-boards.greenhouse.io/atelier/jobs/71",
                "location": {"name": "Brest"},
                "updated_at": DAY,
                "first_published": "2026-08-01T08:00:00+02:00",
                "requisition_id": "R-71",
                "company_name": "Atelier ",
                "content": "&lt;p&gt;Keep the lamps &amp;amp; horns.&lt;/p&gt;",
                "departments": [{"name": "Lights"}],
                "metadata": [{"name": "Contract type", "value": "CDI"}],
                "application_deadline": "2026-12-01T00:00:00Z",
                "language": "fr",
            }
        ],
        "meta": {"total": 1},
    },
    "lever": [
        {
            "id": "a-71",
            "text": "Keeper",
            "hostedUrl": "https://jobs.lever.co/atelier/a-71",
            "createdAt": 1788249600000,
            "categories": {"location": "Brest", "commitment": "CDI", "team": "Lights"},
            "country": "FR",
            "workplaceType": "onsite",
            "description": WORDS,
            "salaryRange": {
                "min": 30000,
                "max": 40000,
                "currency": "EUR",
                "interval": "per-year-salary",
            },
        }
    ],
    "smartrecruiters": {
        "offset": 0,
        "limit": 100,
        "totalFound": 1,
        "content": [
            {
                "id": "71",
                "name": "Keeper",
                "refNumber": "R-71",
                "company": {"identifier": "Atelier", "name": "Atelier"},
                "releasedDate": DAY,
                "location": {"city": "Brest", "country": "fr", "remote": False},
                "typeOfEmployment": {"label": "CDI"},
                "department": {"label": "Lights"},
            }
        ],
    },
    "ashby": {
        "jobs": [
            {
                "id": "71",
                "title": "Keeper",
                "jobUrl": "https://jobs.ashbyhq.com/atelier/71",
                "location": "Brest",
                "department": "Lights",
                "employmentType": "FullTime",
                "isRemote": False,
                "isListed": True,
                "publishedAt": DAY,
                "descriptionHtml": WORDS,
                "address": {"postalAddress": {"addressCountry": "France"}},
                "compensation": {"compensationTierSummary": "€30K – €40K"},
            }
        ]
    },
    "teamtailor": {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Atelier",
        "items": [
            {
                "id": "71",
                "title": "Keeper",
                "url": "https://atelier.teamtailor.com/jobs/71-keeper",
                "date_published": DAY,
                "content_html": WORDS,
                "_jobposting": {
                    "@type": "JobPosting",
                    "identifier": {"value": 71},
                    "employmentType": "FULL_TIME",
                    "jobLocation": [
                        {"address": {"addressLocality": "Brest", "addressCountry": "FR"}}
                    ],
                },
            }
        ],
    },
    "recruitee": {
        "offers": [
            {
                "id": 71,
                "title": "Keeper",
                "careers_url": "https://atelier.recruitee.com/o/keeper",
                "location": "Brest, France",
                "country": "France",
                "status": "published",
                "published_at": "2026-09-01 08:00:00 UTC",
                "remote": False,
                "description": WORDS,
                "employment_type_code": "fulltime_permanent",
                "salary": {"min": "30000", "max": "40000", "currency": "EUR", "period": "year"},
                "department": "Lights",
                "company_name": "Atelier",
            }
        ]
    },
    "workable": {
        "name": "Atelier",
        "jobs": [
            {
                "shortcode": "71AB",
                "title": "Keeper",
                "url": "https://apply.workable.com/j/71AB",
                "country": "France",
                "city": "Brest",
                "state": "",
                "telecommuting": False,
                "employment_type": "Full-time",
                "published_on": "2026-09-01",
                "description": WORDS,
                "department": "Lights",
            }
        ],
    },
    "france_travail": {
        "resultats": [
            {
                "id": "171ABCD",
                "intitule": "Keeper",
                "description": "Keep the lamps lit.",
                "dateCreation": DAY,
                "lieuTravail": {"libelle": "29 - BREST"},
                "typeContrat": "CDI",
                "typeContratLibelle": "CDI",
                "entreprise": {"nom": "Atelier"},
                "salaire": {"libelle": "Annuel de 30000 Euros"},
                "pays": "France",
            }
        ]
    },
    "bamboohr": {
        "meta": {"totalCount": 1},
        "result": [
            {
                "id": "71",
                "jobOpeningName": "Keeper",
                "departmentLabel": "Lights",
                "employmentStatusLabel": "CDI",
                "location": {"city": "Brest", "state": "Bretagne"},
                "locationType": "0",
            }
        ],
    },
    "pinpoint": {
        "data": [
            {
                "id": "71",
                "title": "Keeper",
                "path": "/en/postings/71",
                "description": WORDS,
                "workplace_type": "onsite",
                "compensation": "€30,000",
                "compensation_visible": False,
                "location": {"name": "Brest"},
                "job": {"department": {"name": "Lights"}, "requisition_id": "R-71"},
            }
        ]
    },
    "rippling": [
        {
            "uuid": "u-71",
            "name": "Keeper",
            "url": "https://ats.rippling.com/atelier/jobs/u-71",
            "department": {"label": "Lights"},
            "workLocation": {"label": "Brest"},
        }
    ],
    "oracle": {
        "items": [
            {
                "TotalJobsCount": 1,
                "requisitionList": [
                    {
                        "Id": "71",
                        "Title": "Keeper",
                        "PostedDate": "2026-09-01",
                        "PrimaryLocation": "Brest, France",
                        "ShortDescriptionStr": WORDS,
                        "WorkplaceType": "On-site",
                    }
                ],
            }
        ]
    },
}

PERSONIO = """<?xml version="1.0" encoding="UTF-8"?><workzag-jobs><position><id>71</id>
<subcompany>Atelier</subcompany><office>Brest</office><department>Lights</department>
<name>Keeper</name><employmentType>permanent</employmentType><schedule>full-time</schedule>
<jobDescriptions><jobDescription><name>You</name><value>Keep the lamps lit.</value>
</jobDescription></jobDescriptions><createdAt>2026-09-01T08:00:00+00:00</createdAt>
</position></workzag-jobs>"""
