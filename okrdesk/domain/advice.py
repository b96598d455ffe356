"""Text help at entry: named rules that look at wording, without network or any model.

Each rule is advice that the officer may overrule; nothing is refused here. The reason and an
example of each are in `okrdesk.advice_texts`. Source: the OKR rules, "Text help at entry".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.text import fold, tidy

MOST_OBJECTIVES = 5
MOST_KEY_RESULTS = 5


class Rule(StrEnum):
    """What the wording or the number of items lacks."""

    OBJECTIVE_IS_ACTIVITY = "objective-is-activity"
    KEY_RESULT_IS_TASK = "key-result-is-task"
    KEY_RESULT_WITHOUT_NUMBER = "key-result-without-number"
    KEY_RESULT_WITHOUT_BASELINE = "key-result-without-baseline"
    KEY_RESULT_WITHOUT_DATE = "key-result-without-date"
    TOO_MANY_OBJECTIVES = "too-many-objectives"
    TOO_MANY_KEY_RESULTS = "too-many-key-results"


@dataclass(frozen=True)
class Advice:
    """One rule that applies, with what its reason names (`verb`, or `count` and `limit`)."""

    rule: Rule
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


ACTIVITY_VERBS = (
    # What an office does all year: none of these says what will be different afterwards.
    *("Ban hành", "Báo cáo", "Biên soạn", "Chỉ đạo", "Chủ trì", "Chuẩn bị", "Cử", "Đôn đốc"),
    *("Hoàn thiện", "Họp", "Hướng dẫn", "Khảo sát", "Kiểm tra", "Lập", "Lấy ý kiến", "Mở lớp"),
    *("Nghiên cứu", "Phối hợp", "Phổ biến", "Quán triệt", "Rà soát", "Soạn thảo", "Sơ kết"),
    *("Tập huấn", "Tham gia", "Tham mưu", "Thành lập", "Theo dõi", "Thẩm định", "Thực hiện"),
    *("Tiếp tục", "Tổ chức", "Tổng hợp", "Tổng kết", "Triển khai", "Trình", "Tuyên truyền"),
    *("Xây dựng", "Đẩy mạnh", "Tăng cường"),
    *("Advise", "Build", "Carry out", "Conduct", "Continue", "Coordinate", "Deploy", "Develop"),
    *("Draft", "Finalise", "Finalize", "Guide", "Hold", "Implement", "Inspect", "Issue"),
    *("Launch", "Monitor", "Organise", "Organize", "Participate in", "Prepare", "Propose"),
    *("Publish", "Report", "Review", "Run", "Set up", "Submit", "Support", "Survey", "Train"),
)

_LEADING_MARKS = re.compile(r"^(?:[-–—•*+]|\(?\d{1,2}[.)]|[a-zđ][.)])\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\d|\b(?:mọi|tất cả|toàn bộ|all|every)\b", re.IGNORECASE)


def advise_objective(title: str) -> list[Advice]:
    """Return the advice on an objective's title: it should name a change, not an activity."""
    verb = leading_activity(title)
    return [Advice(Rule.OBJECTIVE_IS_ACTIVITY, {"verb": verb})] if verb else []


def advise_key_result(
    title: str, measure: Measure | None, start: date | None, end: date | None
) -> list[Advice]:
    """Return the advice on a key result as it is being typed; what is missing is None."""
    if not tidy(title):
        return []
    advice: list[Advice] = []
    verb = leading_activity(title)
    if verb and not _counts(measure):
        advice.append(Advice(Rule.KEY_RESULT_IS_TASK, {"verb": verb}))
    if _lacks_number(title, measure):
        advice.append(Advice(Rule.KEY_RESULT_WITHOUT_NUMBER))
    if measure and measure.kind in (Kind.INCREASE, Kind.DECREASE) and measure.start is None:
        advice.append(Advice(Rule.KEY_RESULT_WITHOUT_BASELINE))
    if start is None or end is None:
        advice.append(Advice(Rule.KEY_RESULT_WITHOUT_DATE))
    return advice


def advise_objective_count(count: int, limit: int = MOST_OBJECTIVES) -> list[Advice]:
    """Return the advice on having `count` objectives of one owner in one cycle."""
    return _too_many(Rule.TOO_MANY_OBJECTIVES, count, limit)


def advise_key_result_count(count: int, limit: int = MOST_KEY_RESULTS) -> list[Advice]:
    """Return the advice on having `count` key results under one objective."""
    return _too_many(Rule.TOO_MANY_KEY_RESULTS, count, limit)


def leading_activity(title: str, verbs: Iterable[str] = ACTIVITY_VERBS) -> str | None:
    """Return the activity verb that `title` begins with, after any numbering, else None.

    Accents count ("Hợp tác" is not "Họp"), unless the title has none at all and the verb is of two
    words, which is unmistakable.
    """
    words = _LEADING_MARKS.sub("", tidy(title)).lower()
    unaccented = words == fold(words)
    for verb in verbs:
        spoken = fold(verb) if unaccented and " " in verb else verb.lower()
        if words == spoken or words.startswith(spoken + " "):
            return verb
    return None


def _counts(measure: Measure | None) -> bool:
    """Return whether the measure is a number with something to reach or keep."""
    if measure is None or measure.kind in (Kind.YES_NO, Kind.STEPS):
        return False
    return any(n is not None for n in (measure.target, measure.low, measure.high))


def _lacks_number(title: str, measure: Measure | None) -> bool:
    if measure is not None and (measure.kind is Kind.STEPS or _counts(measure)):
        return False
    return not _NUMBER.search(_LEADING_MARKS.sub("", tidy(title)))


def _too_many(rule: Rule, count: int, limit: int) -> list[Advice]:
    return [Advice(rule, {"count": count, "limit": limit})] if count > limit else []
