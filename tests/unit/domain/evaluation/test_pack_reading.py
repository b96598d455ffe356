"""A rule pack is refused with the line and the code of everything that is wrong with it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.evaluation.pack import Certainty, Standing
from okrdesk.domain.evaluation.pack_checks import clashes
from okrdesk.domain.evaluation.pack_fields import PackError, PackFaulty
from okrdesk.domain.evaluation.pack_reading import MOST_BYTES, decode_pack, read_pack
from okrdesk.errors import Code
from okrdesk.evaluation_texts import pack_error_text
from okrdesk.shipped_packs import shipped_text
from tests.unit.domain.evaluation.sheets import ALL, STAFF, pack

TEXT = shipped_text(STAFF)
PARTY = shipped_text("qd366-party")
HCM = shipped_text("hd06-hcm")


def faults(text: str) -> tuple[PackError, ...]:
    """Return what is wrong with `text`."""
    with pytest.raises(PackFaulty) as caught:
        read_pack(text)
    return caught.value.errors


def line_of(text: str, part: str) -> int:
    """Return the line on which `part` stands first."""
    return text[: text.index(part)].count("\n") + 1


def changed(old: str, new: str, text: str = TEXT) -> tuple[str, int]:
    """Return a shipped text with its first `old` replaced, and the line of that."""
    assert old in text
    return text.replace(old, new, 1), line_of(text, old)


@pytest.mark.parametrize("name", ALL)
def test_every_shipped_pack_is_in_order_and_says_how_sure_it_is(name: str) -> None:
    found = pack(name)
    assert found.id == name
    assert found.legal.certainty is Certainty.READING
    assert len(found.legal.note) > 40
    assert found.totals.most == 100
    assert not found.feeds


def test_the_criteria_are_the_rows_of_form_1() -> None:
    rows = pack(STAFF).criteria
    assert [(row.number, row.points, len(row.parts)) for row in rows] == [
        ("I", 10, 2),
        ("II", 10, 4),
        ("III", 10, 4),
    ]
    points = [leaf.points for row in rows for leaf in row.leaves()]
    assert points == [Decimal(5)] * 2 + [Decimal("2.5")] * 8


def test_staff_and_leaders_have_their_formulas() -> None:
    formula = pack("nd335-leader").formula
    assert list(formula[Standing.STAFF]) == ["a", "b", "c"]
    assert list(formula[Standing.LEADER]) == ["a", "b", "c", "d", "dd", "e"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("points = 5, name", "points = 4, name", Code.PACK_GROUP_SUM),
        ("general = 30", "general = 31", Code.PACK_TOTALS),
        ("below = 90", "below = 91", Code.PACK_BANDS_OVERLAP),
        ("below = 90", "below = 89.5", Code.PACK_BANDS_HOLE),
        ("from = 0\n", "from = 1\n", Code.PACK_BANDS_HOLE),
        ("from = 90\n", "from = 101\n", Code.PACK_OUT_OF_RANGE),
        ("from = 70\n", "from = 95\n", Code.PACK_BAND_UPSIDE_DOWN),
        ("deduction = 0.25", "lowest = 2\nhighest = 1", Code.PACK_BOUND_UPSIDE_DOWN),
        ("deduction = 0.25", "deduction = 1.5", Code.PACK_OUT_OF_RANGE),
        ("deduction = 0.25", "deduction = -0.25", Code.PACK_OUT_OF_RANGE),
        ("deduction = 0.25", 'deduction = "0.25"', Code.PACK_WRONG_TYPE),
        ("deduction = 0.25", "deduction = nan", Code.PACK_WRONG_TYPE),
        ("deduction = 0.25", "deduction = true", Code.PACK_WRONG_TYPE),
        ("deduction = 0.25", "deductions = 0.25", Code.PACK_UNKNOWN_KEY),
        ("deduction = 0.25", "baseline = 0", Code.PACK_NOT_ZERO),
        ("staff = { a = 1,", "staff = { x = 1,", Code.PACK_UNKNOWN_COMPONENT),
        ("staff = { a = 1, b = 1, c = 1 }", "staff = {}", Code.PACK_FORMULA_EMPTY),
        ("staff = { a = 1, b = 1, c = 1 }", "staff = { a = 0 }", Code.PACK_FORMULA_EMPTY),
        ('kind = "tasks"', 'kind = "guess"', Code.PACK_WORD),
        ('factors = ["content"]', 'factors = ["late"]', Code.PACK_MISSING),
        ('kind = "tasks"', 'kind = "tasks"\ngrades = [100]', Code.PACK_GRADES_OF_TASKS),
        ('band = "excellent"', 'band = "superb"', Code.PACK_WORD),
        ('band = "excellent"', 'band = "unfulfilled"', Code.PACK_WORD),
        ("outstanding_percent = 25", "outstanding_percent = 15", Code.PACK_QUOTA_OUTSTANDING),
        ('each = ["agency", "group"]', 'each = ["planet"]', Code.PACK_WORD),
        ('standings = ["staff"]\n\n[year]', 'standings = ["all"]\n\n[year]', Code.PACK_WORD),
        ('all_reach = "fulfilled"', 'all_reach = "done"', Code.PACK_WORD),
        ('id = "good"', 'id = "excellent"', Code.PACK_REPEATED),
        ('id = "a2"', 'id = "a1"', Code.PACK_REPEATED),
        ('id = "b"\nname = "Chất', 'id = "a"\nname = "Chất', Code.PACK_REPEATED),
        ('id = "nd335-staff"', 'id = "Nghị định 335"', Code.PACK_ID),
        ('version = "2026.1"', 'version = " "', Code.PACK_MISSING),
        ("from_on = 2026-01-01", "from_on = 2026-01-01T00:00:00", Code.PACK_WRONG_TYPE),
        ("from_on", "to_on = 2025-12-31\nfrom_on", Code.PACK_DATES_UPSIDE_DOWN),
        ('kinds = ["month", "quarter"]', "kinds = []", Code.PACK_MISSING),
        ('kinds = ["month", "quarter"]', 'kinds = ["week"]', Code.PACK_WORD),
        ('done_by = "12-15"', 'done_by = "15-12"', Code.PACK_DAY_OF_YEAR),
        ("weekend = [6, 7]", "weekend = [1, 2, 3, 4, 5, 6, 7]", Code.PACK_WEEKEND),
        ("places = 2", "places = 2.5", Code.PACK_WRONG_TYPE),
        ('stage = "printed"', 'stage = "now and then"', Code.PACK_WORD),
        ('persons = ["cadre", "civil-servant"]', "persons = []", Code.PACK_MISSING),
        ("authority_points = false", 'authority_points = "no"', Code.PACK_WRONG_TYPE),
        ('number = "1", points = 5,', "points = 5, step = 2,", Code.PACK_STEP),
        ('number = "I"\n', 'number = "I"\ntick = true\n', Code.PACK_GROUP_MARKED),
    ],
)  # fmt: skip
def test_a_fault_is_named_near_its_line(old: str, new: str, code: Code) -> None:
    """A missing key is named at its table, two that contradict each other at one of them."""
    text, line = changed(old, new)
    (fault,) = [error for error in faults(text) if error.code is code][:1]
    table = text.rfind("\n[", 0, text.index(new)) + 1
    assert text.count("\n", 0, table) <= fault.line <= line + 1
    sentence = pack_error_text(fault)
    assert "{" not in sentence
    assert sentence.endswith(".")


def test_the_line_is_that_of_the_key_itself() -> None:
    text, line = changed("below = 90", "below = 91")
    assert [(error.line, error.code) for error in faults(text)] == [(line, Code.PACK_BANDS_OVERLAP)]
    text, line = changed('{ id = "b3", number = "3", points = 2.5', '{ id = "b3", points = "x"')
    assert [error.line for error in faults(text)] == [line]
    text, line = changed("deduction = 0.25", "deductions = 0.25")
    assert [error.line for error in faults(text)] == [line]


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    text, first = changed('version = "2026.1"', "version = 2026")
    text, second = changed("general = 30", 'general = "thirty"', text)
    text, third = changed("places = 2", "places = 99", text)
    assert [error.line for error in faults(text)] == [first, second, third]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('measure = "exceeding"', 'measure = "luck"', Code.PACK_WORD),
        ("least = 30", "least = 130", Code.PACK_OUT_OF_RANGE),
        ("absent_days = 60", "absent_days = -1", Code.PACK_OUT_OF_RANGE),
    ],
)
def test_faults_of_conditions_and_presence(old: str, new: str, code: Code) -> None:
    text, line = changed(old, new, PARTY)
    assert [(error.line, error.code) for error in faults(text)] == [(line, code)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{ days = 3, percent = 80 }", "{ days = 3, percent = 101 }", Code.PACK_OUT_OF_RANGE),
        ("{ days = 5, percent = 60 }", "{ days = 5, percent = 90 }", Code.PACK_LADDER_ORDER),
        ("{ days = 5, percent = 60 }", "{ days = 3, percent = 60 }", Code.PACK_LADDER_ORDER),
        ("{ days = 5, percent = 60 }", "{ percent = 60 }", Code.PACK_LADDER_END),
        ("  { percent = 0 },\n", "  { days = 9, percent = 0 },\n", Code.PACK_LADDER_END),
        ("directive = 12\n", "", Code.PACK_MISSING),
        ("directive = 12", "directives = 12", Code.PACK_UNKNOWN_KEY),
        ('usual_difficulty = "normal"', 'usual_difficulty = "easy"', Code.PACK_WORD),
    ],
)
def test_faults_of_ladder_and_points(old: str, new: str, code: Code) -> None:
    text, _line = changed(old, new, HCM)
    assert code in {error.code for error in faults(text)}


def test_a_bonus_tree_must_sum_too() -> None:
    text, line = changed("bonus = 10", "bonus = 9", shipped_text("qd3814-hanoi"))
    codes = {error.code for error in faults(text)}
    assert codes == {Code.PACK_TOTALS, Code.PACK_TREE_SUM}
    assert line_of(text, "[totals]") in {error.line for error in faults(text)}
    assert line < max(error.line for error in faults(text))


def test_key_results_may_be_shown_beside_a_criterion_that_is_there() -> None:
    fed = TEXT + '\n[[key_results]]\ncriterion = "c1"\nwhich = "unit"\n'
    assert read_pack(fed).feeds[0].criterion == "c1"
    (fault,) = faults(fed.replace('criterion = "c1"', 'criterion = "z9"'))
    assert (fault.code, fault.line) == (Code.PACK_WORD, line_of(fed, 'criterion = "c1"'))


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ("id = \n", 1),
        ("a = 1\nb = [1,\n", 2),
        ('a = 1\nb = "x\nc = 3\n', 2),
        ("a = 1\na = 2\n", 2),
        ("a = 1\n[a]\nb = 2\n", 2),
        ("a = 1\nb 2\n", 2),
        ("", 1),
    ],
)
def test_what_is_no_toml_is_named_with_its_line(broken: str, line: int) -> None:
    found = faults(broken)
    assert found[0].line == line
    if broken:
        assert found[0].code is Code.PACK_SYNTAX


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a = " + "[" * 20_000, Code.PACK_UNREADABLE),
        ("a = " + "9" * 5_000, Code.PACK_UNREADABLE),
        ("# " + "x" * MOST_BYTES, Code.PACK_TOO_LARGE),
    ],
)
def test_what_nothing_can_compute_with_is_refused(text: str, code: Code) -> None:
    assert [error.code for error in faults(text)] == [code]


SNIPPETS = st.sampled_from(
    [
        "=",
        "[",
        "]]",
        "{}",
        "[]",
        '"',
        "'''",
        "#",
        "-1",
        "nan",
        "1e400",
        "true",
        "a.b = 1",
        "07:32:00",
    ]
)


@given(text=st.sampled_from([TEXT, PARTY, HCM]), snippet=SNIPPETS, data=st.data())
def test_however_a_text_is_damaged_it_is_read_or_refused_in_words(
    text: str, snippet: str, data: st.DataObject
) -> None:
    lines = text.split("\n")
    place = data.draw(st.integers(0, len(lines) - 1))
    key, equals, _value = lines[place].partition("= ")
    lines[place] = data.draw(
        st.sampled_from([key + equals + snippet, snippet, lines[place] + snippet])
    )
    found: tuple[PackError, ...] = ()
    try:
        read_pack("\n".join(lines))
    except PackFaulty as error:
        found = error.errors
    assert all(1 <= one.line <= len(lines) for one in found)
    assert all(pack_error_text(one) for one in found)


def test_a_file_is_read_in_utf_8_with_or_without_its_mark() -> None:
    content = TEXT.encode()
    assert decode_pack(b"\xef\xbb\xbf" + content) == TEXT
    read_pack(TEXT.replace("\n", "\r\n"))
    with pytest.raises(PackFaulty) as caught:
        decode_pack(b"id = 1\n# \xff\n")
    assert [(one.line, one.code) for one in caught.value.errors] == [(2, Code.PACK_ENCODING)]
    with pytest.raises(PackFaulty):
        decode_pack(b" " * (MOST_BYTES + 1))


def test_the_hash_is_that_of_the_rules_and_not_of_how_they_are_written() -> None:
    same = TEXT.replace("general = 30", "general   = 30.00 # điểm").replace(
        'places = 2\nstage = "printed"', '# hai số\n"stage" = "printed"\nplaces = 2'
    )
    assert '"stage"' in same
    other = TEXT.replace("deduction = 0.25", "deduction = 0.2")
    assert read_pack(same).content_hash == pack(STAFF).content_hash
    assert read_pack(other).content_hash != pack(STAFF).content_hash
    assert len({pack(name).content_hash for name in ALL}) == len(ALL)


def dated(start: str, end: str, **other: str) -> str:
    """Return the staff pack with other days, and more changes of text."""
    text = TEXT.replace("from_on = 2026-01-01", f"from_on = {start}\nto_on = {end}")
    for old, new in other.values():
        text = text.replace(old, new, 1)
    return text


OTHER_ID = ('id = "nd335-staff"', 'id = "other"')


@pytest.mark.parametrize(
    ("start", "end", "changes", "clash"),
    [
        ("2026-12-31", "2027-12-31", {"id": OTHER_ID}, True),
        ("2025-01-01", "2026-01-01", {"id": OTHER_ID}, True),
        ("2025-01-01", "2025-12-31", {"id": OTHER_ID}, False),
        (
            "2026-06-01",
            "2026-06-30",
            {"version": ('version = "2026.1"', 'version = "2026.2"')},
            True,
        ),
        ("2026-06-01", "2026-06-30", {}, False),  # the version itself, being edited
        ("2026-06-01", "2026-06-30", {"id": OTHER_ID, "units": ("[period]", "[period]")}, True),
        (
            "2026-06-01",
            "2026-06-30",
            {"id": OTHER_ID, "units": ('["staff"]\n', '["staff"]\nunits = ["TCKH"]\n')},
            False,
        ),
        (
            "2026-06-01",
            "2026-06-30",
            {"id": OTHER_ID, "who": ('["cadre", "civil-servant"]', '["contract"]')},
            False,
        ),
        (
            "2026-06-01",
            "2026-06-30",
            {"id": OTHER_ID, "kind": ('kinds = ["month", "quarter"]', 'kinds = ["year"]')},
            False,
        ),
    ],
)
def test_packs_clash_where_both_are_in_force_for_the_same_people(
    start: str, end: str, changes: dict[str, tuple[str, str]], clash: bool
) -> None:
    text = dated(start, end, **changes)
    found = clashes(read_pack(text), [pack(STAFF), pack("nd335-leader")])
    assert bool(found) is clash
    if found:
        assert found[0].line == line_of(text, "from_on")
        assert pack(STAFF).id in pack_error_text(found[0])


def test_the_packs_of_a_new_office_do_not_clash() -> None:
    first = [pack(name) for name in ("nd335-staff", "nd335-leader", "nd233-public-employee")]
    first.append(pack("qd3814-hanoi"))
    assert not [fault for one in first for fault in clashes(one, first)]
