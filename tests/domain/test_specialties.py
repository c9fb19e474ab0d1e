import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet import paths
from carnet.domain import specialties, specialty_list
from carnet.domain.specialties import FAMILIES, Catalogue, Specialty
from carnet.domain.text import fold
from carnet.errors import CarnetError

CATALOGUE = Catalogue.shipped()

# The professions that hold each kind of savoir-faire, by the beginning of its code.
HOLDERS = {
    "SCD": "40", "SM": "10", "SI": "60", "SP": "21", "CEX": "10", "CAPA": "10", "C": "10", "DSM": "10", "DEC": "10",
    "PAC": "10", "FQ": "21", "SST": "10", "8": "10",
}  # fmt: skip

# Words that say nothing of what an official label is about.
EMPTY_WORDS = {
    "medecine", "medicale", "medicales", "chirurgie", "option", "maladies", "pathologie", "pathologies", "clinique",
    "humaine", "humaines", "appareil", "enfant", "adolescent", "appliquee", "avec", "pour", "traitement",
    "traitements", "evaluation", "pratique", "reforme", "2017", "exercice", "specialiste", "qualifie", "personne",
    "agee", "expert", "medecin", "medical", "chirurgien", "chirurgienne",
}  # fmt: skip

# Codes whose official label has no word in common with the specialty that a GP thinks of.
SAME_THING_IN_OTHER_WORDS = {"10", "10:SST08", "10:C83", "10:DSM207", "10:DSM203", "21:DSM203"}

# Specialties of many codes, and how many: a group must not grow unnoticed.
LARGE = {
    "biologie-medicale": 27, "gynecologie": 10, "anatomopathologie": 9, "pharmacologie": 8, "transfusion": 8,
    "oncologie": 8, "hematologie": 8,
}  # fmt: skip


def table(name: str) -> list[dict[str, str]]:
    with paths.resource(f"nomenclatures/{name}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def official() -> dict[str, str]:
    """Official labels by métier, as the entries write them."""
    labels = {row["code"]: row["libelle"] for row in table("professions")}
    labels |= {row["code"]: row["displayName"] for row in table("professions_hors_sante")}
    skills = {row["code"]: row["displayName"] for row in table("savoir_faire")}
    skills |= {row["code"]: row["libelle"] for row in table("specialites")}
    return labels | {f"{holder(code)}:{code}": label for code, label in skills.items()}


def holder(code: str) -> str:
    return next(HOLDERS[start] for start in sorted(HOLDERS, key=len, reverse=True) if code.startswith(start))


def words(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split())


def phrases(specialty: Specialty) -> list[str]:
    nouns = [noun for noun in (specialty.person, specialty.person_feminine) if noun]
    return [specialty.label, *nouns, *specialty.synonyms]


@pytest.mark.parametrize(("code", "label"), official().items())
def test_every_official_code_has_its_specialty(code: str, label: str) -> None:
    owners = [specialty for specialty in CATALOGUE if code in specialty.codes]
    assert len(owners) == 1, label
    assert CATALOGUE.of_code(*code.split(":")) is owners[0]


def test_no_specialty_has_an_unknown_code() -> None:
    known = official()
    shared = {f"21:{code.partition(':')[2]}" for code in known}
    assert {code for specialty in CATALOGUE for code in specialty.codes} <= known.keys() | shared


def test_no_specialty_is_a_dustbin() -> None:
    vague = re.compile(r"\b(autres?|divers|diverse|inconnue?|hors|non class\w+|misc)\b")
    assert [s.id for s in CATALOGUE if vague.search(fold(s.label))] == []
    sizes = {s.id: len(s.codes) for s in CATALOGUE if len(s.codes) > 7}
    assert sizes == LARGE


def kin(specialty: Specialty, label: str) -> bool:
    """Whether an official label and a specialty have the beginning of a telling word in common."""
    own = {
        word[:5] for phrase in phrases(specialty) for word in words(phrase) if len(word) > 2 and word not in EMPTY_WORDS
    }
    return any(word[:5] in own for word in words(label) if len(word) > 2 and word not in EMPTY_WORDS)


@pytest.mark.parametrize("code", [code for s in CATALOGUE if s.family == "doctor" for code in s.codes])
def test_a_doctors_specialty_says_what_its_official_labels_say(code: str) -> None:
    specialty = CATALOGUE.of_code(*code.split(":"))
    assert specialty is not None
    label = official().get(f"10:{code.partition(':')[2]}") or official()[code]
    assert kin(specialty, label) != (code in SAME_THING_IN_OTHER_WORDS), label


@pytest.mark.parametrize(
    ("profession", "skill", "expected"),
    [
        ("10", "SM48", "rhumatologie"),
        ("10", "SM26", "medecine-generale"),
        ("10", "SM53", "medecine-generale"),
        ("10", "SM54", "medecine-generale"),
        ("10", "SM81", "cardiologie"),
        ("10", "", "medecine"),
        ("10", "XX99", "medecine"),
        ("10", "CAPA05", "douleur"),
        ("10", "CAPA06", "geriatrie"),
        ("10", "DSM200", "addictologie"),
        ("10", "80", "homeopathie"),
        ("50", "81", "sage-femme"),
        ("80", "", "podologie"),
        ("60", "", "infirmier"),
        ("60", "SI03", "ipa"),
        ("40", "SCD01", "orthodontie"),
        ("40", "SCD03", "chirurgie-dentaire"),
        ("21", "SM03", "biologie-medicale"),
        ("70", "", "kinesitherapie"),
        ("99", "", "fonction"),
    ],
)
def test_of_code(profession: str, skill: str, expected: str) -> None:
    specialty = CATALOGUE.of_code(profession, skill)
    assert specialty is not None
    assert specialty.id == expected


def test_an_unknown_profession_has_no_specialty() -> None:
    assert CATALOGUE.of_code("00", "SM48") is None
    assert CATALOGUE.of_code("", "") is None


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("355", "hopital"), ("156", "cmp"), ("197", "csapa"), ("178", "caarud"), ("354", "ssiad"), ("209", "sad"),
        ("127", "had"), ("500", "ehpad"), ("463", "clic"), ("223", "pmi"), ("124", "centre-sante"), ("603", "msp"),
        ("604", "cpts"), ("620", "pharmacie"), ("611", "biologie-medicale"),
    ],
)  # fmt: skip
def test_of_finess(category: str, expected: str) -> None:
    specialty = CATALOGUE.of_finess(category)
    assert specialty is not None
    assert specialty.id == expected


def test_an_unknown_category_is_no_structure() -> None:
    assert CATALOGUE.of_finess("999") is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rhumato", "rhumatologie"), ("Rhumatologue", "rhumatologie"), ("dermato", "dermatologie"),
        ("cardio", "cardiologie"), ("gastro", "gastro-enterologie"), ("ORL", "orl"), ("ophtalmo", "ophtalmologie"),
        ("pneumo", "pneumologie"), ("endoc", "endocrinologie"), ("diabéto", "endocrinologie"),
        ("gynéco", "gynecologie"), ("uro", "urologie"), ("neuro", "neurologie"), ("MPR", "mpr"),
        ("pédopsy", "pedopsychiatrie"), ("kiné", "kinesitherapie"), ("kinés", "kinesitherapie"), ("IDEL", "infirmier"),
        ("infirmières", "infirmier"), ("infirmier", "infirmier"), ("IPA", "ipa"),
        ("chir ortho", "chirurgie-orthopedique"),
        ("SF", "sage-femme"), ("sages-femmes", "sage-femme"), ("diét", "dietetique"), ("diététicienne", "dietetique"),
        ("podo", "podologie"), ("pédicure", "podologie"), ("ostéo", "osteopathie"), ("chiro", "chiropraxie"),
        ("ergo", "ergotherapie"), ("psychomot", "psychomotricite"), ("orthoptiste", "orthoptie"),
        ("audio", "audioprothese"), ("masseur", "kinesitherapie"), ("assistante sociale", "assistance-sociale"),
        ("médecin généraliste", "medecine-generale"), ("MG", "medecine-generale"), ("MT", "medecine-generale"),
        ("médecins traitants", "medecine-generale"), ("interniste", "medecine-interne"), ("allergo", "allergologie"),
        ("angio", "medecine-vasculaire"), ("phlébo", "medecine-vasculaire"), ("gériatre", "geriatrie"),
        ("centre antidouleur", "douleur"), ("médecin du sport", "medecine-sport"), ("médecin sport", "medecine-sport"),
        ("chir viscérale", "chirurgie-viscerale"), ("chir vasculaire", "chirurgie-vasculaire"),
        ("neurochir", "neurochirurgie"), ("stomato", "chirurgie-maxillo-faciale"), ("anapath", "anatomopathologie"),
        ("labo", "biologie-medicale"), ("anesthésiste", "anesthesie"), ("urgentiste", "medecine-urgence"),
        ("santé publique", "sante-publique"), ("médecin du travail", "medecine-travail"),
        ("légiste", "medecine-legale"),
        ("pharmacien", "pharmacie"), ("dentiste", "chirurgie-dentaire"), ("orthoprothésiste", "orthoprothese"),
        ("homéopathe", "homeopathie"), ("acupuncteur", "acupuncture"), ("CMP", "cmp"), ("CSAPA", "csapa"),
        ("CAARUD", "caarud"), ("SSIAD", "ssiad"), ("HAD", "had"), ("EHPAD", "ehpad"), ("CLIC", "clic"), ("PMI", "pmi"),
        ("DAC", "dac"), ("MSP", "msp"), ("CPTS", "cpts"), ("CCAS", "ccas"), ("MDPH", "mdph"), ("PASS", "pass"),
        ("hôpital", "hopital"), ("SOS médecins", "garde"), ("sophrologue", "sophrologie"), ("hypnose", "hypnose"),
        ("magnétiseuse", "magnetisme"), ("réflexologue", "reflexologie"), ("naturopathe", "naturopathie"),
    ],
)  # fmt: skip
def test_words_of_a_gp(typed: str, expected: str) -> None:
    assert CATALOGUE.match(words(typed)) == (expected,)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("psy", ["psychiatrie", "psychologie", "pedopsychiatrie", "psychotherapie"]),
        ("ortho", ["chirurgie-orthopedique", "orthophonie", "orthodontie", "orthoptie"]),
        ("orthopédiste", ["chirurgie-orthopedique", "orthopedie-orthese"]),
        ("médecin", ["medecine-generale", "medecine"]),
        ("AS", ["assistance-sociale", "aide-soignant"]),
        ("radio", ["radiologie", "radiotherapie", "manipulation-radio"]),
        ("réa", ["reanimation", "anesthesie", "reanimation-pediatrique"]),
        ("urgences", ["urgences", "medecine-urgence"]),
        ("soins palliatifs", ["equipe-palliative", "soins-palliatifs", "douleur"]),
    ],
)
def test_ambiguous_words_give_all_their_readings_in_order(typed: str, expected: list[str]) -> None:
    assert [*CATALOGUE.match(words(typed))] == expected


def test_a_surgeon_without_more_is_any_surgeon() -> None:
    readings = CATALOGUE.match(("chir",))
    assert readings == CATALOGUE.match(("chirurgien",)) == CATALOGUE.match(("chirurgie",))
    assert {"chirurgie-viscerale", "chirurgie-orthopedique", "chirurgie-vasculaire"} <= {*readings}


@pytest.mark.parametrize("typed", ["", "de", "du sport", "rhumato de", "cavaillon", "martin", "dr", "vite", "domicile"])
def test_what_names_no_specialty(typed: str) -> None:
    assert CATALOGUE.match(words(typed)) == ()


@pytest.mark.parametrize("specialty", CATALOGUE, ids=lambda s: s.id)
def test_every_phrase_of_a_specialty_finds_it(specialty: Specialty) -> None:
    assert CATALOGUE.get(specialty.id) is specialty
    for phrase in phrases(specialty):
        typed = words(phrase)
        assert specialty.id in CATALOGUE.match(typed)
        assert len(typed) <= CATALOGUE.longest_phrase
        if len(fold(phrase)) >= specialties.SHORTEST_PREFIX:
            assert specialty.id in CATALOGUE.starting(fold(phrase))


@pytest.mark.parametrize("specialty", [s for s in CATALOGUE if s.person], ids=lambda s: s.id)
def test_plurals_find_it_too(specialty: Specialty) -> None:
    for noun in {specialty.person, specialty.person_feminine}:
        first, *rest = words(noun)
        assert specialty.id in CATALOGUE.match((first if first.endswith("s") else first + "s", *rest))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rhu", "rhumatologie"), ("car", "cardiologie"), ("kin", "kinesitherapie"), ("inf", "infirmier"),
        ("der", "dermatologie"), ("ort", "chirurgie-orthopedique"), ("psy", "psychiatrie"), ("ped", "pediatrie"),
        ("med", "medecine-generale"), ("dou", "douleur"), ("pod", "podologie"), ("med int", "medecine-interne"),
        ("medecin du", "medecine-travail"), ("chir v", "chirurgie-viscerale"), ("sop", "sophrologie"),
        ("assistante so", "assistance-sociale"), ("kines", "kinesitherapie"),
    ],
)  # fmt: skip
def test_the_beginning_of_a_word(typed: str, expected: str) -> None:
    found = CATALOGUE.starting(typed)
    assert expected in found
    assert found[0] == expected or typed == "medecin du"


def test_three_letters_are_needed_to_complete() -> None:
    assert CATALOGUE.starting("rh") == CATALOGUE.starting("") == ()
    assert CATALOGUE.starting("rhu") == ("rhumatologie",)


def test_completion_gives_readings_first_and_unregulated_practices_last() -> None:
    assert CATALOGUE.starting("psy")[:4] == CATALOGUE.match(("psy",))
    for typed in ("hyp", "psycho", "kin", "mass", "med"):
        regulated = [CATALOGUE.get(name).regulated for name in CATALOGUE.starting(typed)]
        whole = len(CATALOGUE.match((typed,)))
        assert regulated[whole:] == sorted(regulated[whole:], reverse=True)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rhumathologue", "rhumatologie"), ("kinesitherapeutte", "kinesitherapie"), ("cardiologe", "cardiologie"),
        ("ophtalmologe", "ophtalmologie"), ("orthophonniste", "orthophonie"), ("dentitse", "chirurgie-dentaire"),
        ("infimiere", "infirmier"), ("psychatre", "psychiatrie"), ("gynecologe", "gynecologie"),
        ("pneumologge", "pneumologie"), ("cadiologe", "cardiologie"),
    ],
)  # fmt: skip
def test_a_wrong_letter_or_two(typed: str, expected: str) -> None:
    assert CATALOGUE.match((typed,)) == ()
    assert CATALOGUE.near(typed) == (expected,)
    assert all(CATALOGUE.match((word,)) for word in CATALOGUE.spelt_like(typed))


@pytest.mark.parametrize(
    "typed", ["", "kin", "kyne", "martin", "dupont", "lefebvre", "benhaddou", "cavaillon", "dumas"]
)
def test_other_words_are_not_taken_for_misspelt_ones(typed: str) -> None:
    assert CATALOGUE.near(typed) == CATALOGUE.spelt_like(typed) == ()


@given(st.text(max_size=40))
def test_any_text_answers(text: str) -> None:
    known = {specialty.id for specialty in CATALOGUE}
    folded = fold(text)
    for found in (CATALOGUE.match(words(text)), CATALOGUE.starting(folded), CATALOGUE.near(folded)):
        assert {*found} <= known


@given(st.sampled_from([s.person for s in CATALOGUE if s.person]), st.data())
def test_each_single_wrong_letter_of_a_long_word_is_forgiven(person: str, data: st.DataObject) -> None:
    word = max(words(person), key=len)
    readings = CATALOGUE.match((word,))
    at = data.draw(st.integers(0, len(word) - 2))
    wrong = data.draw(
        st.sampled_from([word[:at] + word[at + 1 :], word[: at + 1] + word[at:], word[:at] + "w" + word[at + 1 :]])
    )
    if readings and len(wrong) >= specialties.SHORTEST_TYPO and not CATALOGUE.match((wrong,)):
        found = {*CATALOGUE.near(wrong)}
        # Between two words as near, the first letter decides: « neumopediatre » is « neuropédiatre » as well.
        assert {*readings} & found if wrong[0] == word[0] else found


def test_unregulated_practices_are_ours_alone_and_say_so() -> None:
    unregulated = [specialty for specialty in CATALOGUE if not specialty.regulated]
    assert {"sophrologie", "naturopathie", "reflexologie", "magnetisme", "hypnose"} <= {s.id for s in unregulated}
    assert all(s.codes == s.finess == () and s.badge == "profession non réglementée" for s in unregulated)


def test_only_two_regulated_titles_bear_a_badge() -> None:
    badges = {s.id: s.badge for s in CATALOGUE if s.badge and s.regulated}
    title = "titre réglementé, hors remboursement"
    assert badges == {"osteopathie": title, "chiropraxie": title}


def test_national_median_delays() -> None:
    delays = {s.id: s.median_days for s in CATALOGUE if s.median_days is not None}
    assert delays == {
        "rhumatologie": 31, "ophtalmologie": 52, "dermatologie": 50, "cardiologie": 37, "gynecologie": 32,
    }  # fmt: skip
    assert all(bool(s.median_source) == (s.median_days is not None) for s in CATALOGUE)
    assert CATALOGUE.get("cardiologie").median_source.startswith("DREES 2018")


def test_every_family_is_used_and_known() -> None:
    assert {specialty.family for specialty in CATALOGUE} == {*FAMILIES}
    assert all(specialty.person for specialty in CATALOGUE if specialty.family != "structure")


def test_nouns() -> None:
    assert CATALOGUE.get("infirmier").noun() == "Infirmier"
    assert CATALOGUE.get("infirmier").noun(feminine=True) == "Infirmière"
    assert CATALOGUE.get("rhumatologie").noun(feminine=True) == "Rhumatologue"
    assert CATALOGUE.get("cmp").noun() == "Centre médico-psychologique"


def test_an_unknown_id_is_a_bug() -> None:
    with pytest.raises(KeyError):
        CATALOGUE.get("astrologie")


def test_the_shipped_pack_is_that_of_the_shipped_list() -> None:
    text = paths.resource(specialty_list.SOURCE).read_text(encoding="utf-8")
    again = "run python -m carnet.domain.specialty_list"
    assert paths.resource(specialties.PACK).read_bytes() == specialty_list.pack(text), again


def test_a_damaged_pack_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / specialties.PACK).write_text("{", encoding="utf-8")
    monkeypatch.setattr(paths, "resource", tmp_path.__truediv__)
    with pytest.raises(CarnetError, match="liste des spécialités"):
        Catalogue.shipped.__wrapped__(Catalogue)


ENTRY = '[specialty.a]\nlabel = "Alpha"\nfamily = "doctor"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY + 'codes = ["10"]\n', "champ inconnu"),
        (ENTRY + 'label = "Autre"\n', "ne se lit pas .*line 4"),
        (ENTRY + ENTRY, "ne se lit pas .*line 4"),
        (ENTRY + 'colour = "red"\n', "champ inconnu"),
        ('[specialty.a]\nlabel = "Alpha"\nfamily = "wizard"\n', "famille"),
        ('[specialty.a]\nfamily = "doctor"\n', "intitulé"),
        (ENTRY + ENTRY.replace(".a]", ".b]"), "« alpha » appartient à a et à b"),
        (ENTRY + 'codes = "10"\n' + ENTRY.replace("a]", "b]").replace("Alpha", "B") + 'codes = "10"\n', "le code 10"),
        (ENTRY + '[ambiguous]\nalpha = "b"\n', "mène à b"),
        (ENTRY + ENTRY.replace("a]", "b]").replace("Alpha", "B") + '[ambiguous]\nalpha = "b"\n', "oublie a"),
        (ENTRY + '[ambiguous]\nbeta = "a"\nbetas = "a"\n', "deux fois"),
    ],
)
def test_a_contradictory_list_is_refused_saying_where(text: str, message: str) -> None:
    with pytest.raises(CarnetError, match=message):
        specialty_list.listed(text)


def test_an_empty_list_knows_nothing() -> None:
    empty = Catalogue(specialty_list.listed(""))
    assert len(empty) == 0
    assert empty.match(("rhumato",)) == empty.starting("rhu") == empty.near("rhumato") == ()
