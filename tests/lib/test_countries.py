from portevoix.lib.countries import countries_by_name, country_codes, country_name


def test_a_country_has_its_name_in_both_languages():
    assert (country_name("de", "en"), country_name("de", "fr")) == ("Germany", "Allemagne")
    assert country_name("zz", "en") == "ZZ"


def test_unions_and_codes_for_tests_are_no_countries():
    assert {"fr", "be", "jp"} <= country_codes()
    assert not {"eu", "un", "zz", "001", "ea"} & country_codes()


def test_countries_stand_where_people_look_for_them():
    names = [name for _code, name in countries_by_name("fr")]
    assert names.index("Espagne") < names.index("États-Unis") < names.index("Finlande")
    assert len(names) == len(country_codes())
