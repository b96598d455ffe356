"""Vietnamese text: folding for search, order of the alphabet for lists, tidying of what was typed.

Vietnamese has 29 letters (a ă â b c d đ e ê … u ư v x y); a tone is a mark on a syllable, not a
letter. So words are compared by their letters first and by their tone (ngang, huyền, hỏi, ngã,
sắc, nặng) only where the letters are equal, one word after the other as dictionaries do.
"""

import unicodedata
from functools import lru_cache

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("A") + index) for index, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_LEVEL_TONE = "1"
_LETTER_MARKS = {"\u0306", "\u0302", "\u031b"}


def fold(text: str) -> str:
    """Return `text` as search sees it: lower case, no accents, đ as d, single spaces.

    Composed and decomposed input, and the two ways of placing a tone (hòa, hoà), give the same.
    """
    folded = unicodedata.normalize("NFKD", text)
    for _ in range(2):  # case folding can bring back composed letters; the second pass is stable
        folded = unicodedata.normalize("NFKD", folded.casefold())
    bare = "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join(bare.replace("đ", "d").split())


def tidy(text: str) -> str:
    """Return `text` composed (NFC), trimmed, with every run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def collation_key(text: str) -> str:
    """Return a key that puts titles in Vietnamese order under plain (binary) comparison.

    Case and punctuation do not count; words are compared one by one, letters before tone.
    """
    return " ".join(_word_keys(text))


def name_key(full_name: str) -> str:
    """Return a key that sorts people by given name (the last word), then family and middle names.

    The key is ASCII for Vietnamese names, so SQL orders a column of it by binary comparison.
    """
    words = _word_keys(full_name)
    return " ".join(words[-1:] + words[:-1])


def _word_keys(text: str) -> list[str]:
    lowered = unicodedata.normalize("NFC", text).casefold()
    return [key for word in lowered.split() if (key := _word_key(word))]


@lru_cache(maxsize=16_384)
def _word_key(word: str) -> str:
    """Return ranks of the letters, "!" (lower than any rank), then the tone; "" without letters."""
    letters: list[str] = []
    tones: list[str] = []
    for char in word:
        base, *marks = list(unicodedata.normalize("NFD", char))
        tones += [_TONES[mark] for mark in marks if mark in _TONES]
        if base in _TONES:  # a tone typed on its own, which no letter takes up
            tones.append(_TONES[base])
        elif base.isalnum():
            letter = base + "".join(mark for mark in marks if mark in _LETTER_MARKS)
            letters.append(_RANK.get(unicodedata.normalize("NFC", letter), base))
    return "".join(letters) + "!" + ("".join(tones) or _LEVEL_TONE) if letters else ""
