"""The sentences for what can be wrong with a rule pack, and with the facts of a score."""

from okrdesk.errors import Code
from okrdesk.i18n import N_

PACK_SENTENCES: dict[Code, str] = {
    # The text of a pack
    Code.PACK_FAULTY: N_(
        "The rule pack is refused: {count} faults, the first in line {line}. Check the pack to see each of them."
    ),
    Code.PACK_SYNTAX: N_(
        "“{text}” cannot be read as TOML. Look for a missing equals sign, quote or bracket, or a key that is written twice."
    ),
    Code.PACK_ENCODING: N_("The file is not in UTF-8. Save it in UTF-8, then try again."),
    Code.PACK_UNREADABLE: N_(
        "The text holds a number or a nesting that nothing can compute with. Write it more simply."
    ),
    Code.PACK_TOO_LARGE: N_(
        "The rule pack has {size} KB; at most {limit} KB are read. Take out what is no rule."
    ),
    # Keys and types
    Code.PACK_MISSING: N_("“{key}” is missing or empty. Please fill it in."),
    Code.PACK_UNKNOWN_KEY: N_("“{key}” is not known here. Known are: {allowed}."),
    Code.PACK_WRONG_TYPE: N_("“{key}” must be {label}."),
    Code.PACK_TEXT_LONG: N_(
        "“{key}” is too long: at most {limit} characters. Please shorten the text."
    ),
    Code.PACK_ID: N_(
        "“{value}” cannot be the name in “{key}”. Use small letters without accents, digits, points, dashes or underscores."
    ),
    Code.PACK_WORD: N_("“{value}” is not known for “{key}”. Choose one of: {allowed}."),
    Code.PACK_BELOW_ZERO: N_("“{key}” is {value}; it must not be below 0."),
    Code.PACK_OUT_OF_RANGE: N_("“{key}” is {value}; it must lie between 0 and {most}."),
    Code.PACK_NOT_ZERO: N_("“{key}” must be above 0."),
    Code.PACK_REPEATED: N_("“{value}” is used twice. Give each its own name."),
    Code.PACK_DAY_OF_YEAR: N_(
        "“{value}” in “{key}” is not a day of the year. Write month and day like 12-15."
    ),
    Code.PACK_WEEKEND: N_(
        "The weekend is a list of days from 1 (Monday) to 7 (Sunday), at most six of them."
    ),
    # Meaning
    Code.PACK_DATES_UPSIDE_DOWN: N_(
        "The pack ends on {end}, before it begins on {start}. Correct one of the two days."
    ),
    Code.PACK_CLASH: N_(
        "At the same time and for the same people the pack “{name}” is in force, from {start} to {end}. End that one first, or change the days or whom this one covers."
    ),
    Code.PACK_TOTALS: N_(
        "General criteria and results make {found} points together, but the most is {most}. Correct the points so that they sum."
    ),
    Code.PACK_TREE_SUM: N_(
        "The rows of “{key}” sum to {found} points, but must sum to {expected}. Correct the points of the rows."
    ),
    Code.PACK_GROUP_SUM: N_(
        "“{name}” has {expected} points, but its parts sum to {found}. Correct one of the two."
    ),
    Code.PACK_GROUP_MARKED: N_(
        "“{name}” has parts, so it is not marked itself. Give tick and step to the parts."
    ),
    Code.PACK_STEP: N_(
        "The step {step} does not divide the points of its row. Choose a step above 0 that does."
    ),
    Code.PACK_BAND_UPSIDE_DOWN: N_(
        "The band goes from {low} to below {high}, which is upside down. Correct one of the two."
    ),
    Code.PACK_BANDS_OVERLAP: N_(
        "The bands “{upper}” and “{lower}” overlap. The lower one must end where the upper one begins."
    ),
    Code.PACK_BANDS_HOLE: N_(
        "No band takes the points from {low} to {high}. Close the hole between the bands."
    ),
    Code.PACK_BOUND_UPSIDE_DOWN: N_(
        "The lowest coefficient {low} is above the highest {high}. Swap or correct them."
    ),
    Code.PACK_LADDER_END: N_(
        "Every rung of the late ladder but the last needs “days”; the last has none and takes all that is later."
    ),
    Code.PACK_LADDER_ORDER: N_(
        "The late ladder goes up here: its days must grow from rung to rung, and its percentages must not."
    ),
    Code.PACK_UNKNOWN_COMPONENT: N_(
        "The formula names the component “{value}”, which the pack does not have. It has: {allowed}."
    ),
    Code.PACK_GRADES_OF_TASKS: N_(
        "A component that is computed from the tasks takes no grades. Leave them out, or make its kind “grade”."
    ),
    Code.PACK_FORMULA_EMPTY: N_(
        "The formula for “{key}” has no component with a weight above 0. Give at least one."
    ),
    Code.PACK_QUOTA_OUTSTANDING: N_(
        "The share for an outstanding organisation is below the usual one. Correct one of the two."
    ),
    Code.PACK_NOT_SHIPPED: N_(
        "There is no rule pack “{text}”. Name a file that ends in .toml, or one of: {allowed}."
    ),
    # The facts of a score
    Code.SHEET_SYNTAX: N_(
        "The file {name} is no JSON: line {line}, column {column} cannot be read. Correct that place."
    ),
    Code.SHEET_TOO_LARGE: N_(
        "The file {name} has {size} MB; at most {limit} MB are read for one person."
    ),
    Code.SHEET_MISSING: N_("“{place}” is missing. Please fill it in."),
    Code.SHEET_WRONG_TYPE: N_("“{place}” must be {label}."),
    Code.SHEET_BELOW_ZERO: N_("“{place}” is {value}; it must not be below 0."),
    Code.SHEET_OUT_OF_RANGE: N_("“{place}” is {value}; it must lie between 0 and {most}."),
    Code.SHEET_WORD: N_("“{value}” in “{place}” is not known. Known are: {allowed}."),
    Code.SHEET_UNKNOWN_KEY: N_("“{place}” is not known. Known are: {allowed}."),
    Code.SHEET_REPEATED: N_(
        "Two tasks have the id “{value}”, the second in “{place}”. Give each task its own id."
    ),
}
