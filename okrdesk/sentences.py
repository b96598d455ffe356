"""The sentence a person reads for each error code: what is wrong, and what to do about it."""

import errno
from pathlib import Path

from okrdesk.cycle_sentences import CYCLE_SENTENCES
from okrdesk.errors import Code, OkrError
from okrdesk.evaluation_sentences import EVALUATION_SENTENCES
from okrdesk.i18n import N_, _
from okrdesk.pack_sentences import PACK_SENTENCES
from okrdesk.review_sentences import REVIEW_SENTENCES
from okrdesk.sync_sentences import SYNC_SENTENCES
from okrdesk.task_sentences import TASK_SENTENCES

SENTENCES: dict[Code, str] = {
    # Input and rules
    Code.MISSING_FIELD: N_("“{label}” is empty. Please fill it in."),
    Code.BAD_NUMBER: N_("“{text}” is not a number. Write it like 1.234,5."),
    Code.BAD_DECIMAL: N_("“{text}” is not a number. Write it with a point: 1234.5."),
    Code.BAD_DATE: N_("“{text}” is not a date. Write it as dd/MM/yyyy."),
    Code.BAD_VALUE: N_("“{text}” is not allowed here. Choose one of: {allowed}."),
    Code.TOO_LONG: N_(
        "The text is too long: {length} characters, at most {limit}. Please shorten it."
    ),
    Code.NOT_FOUND: N_("Nothing was found for “{text}”. Check the code or the name."),
    Code.AMBIGUOUS: N_("“{text}” fits more than one item. Write more of its id or code."),
    Code.NO_AUTHORITY: N_(
        "You do not have the right to do this. Ask the head of your unit or the administrator."
    ),
    Code.UNEXPECTED: N_(
        "okrdesk made a mistake and stopped; what was saved before is safe. Send the file {path} to the administrator: it holds no data of yours."
    ),
    # Rules of key results
    Code.BAD_PERIOD: N_(
        "“{text}” is not a period. Write a year, a quarter or a month: 2026, 2026-Q4 or 2026-10."
    ),
    Code.LIMITS_UPSIDE_DOWN: N_(
        "The lower limit {low} is above the upper limit {high}. Please swap or correct them."
    ),
    Code.START_EQUALS_TARGET: N_(
        "The start value and the target are both {value}, so progress cannot be computed. Change one of them, or choose a kind that keeps a level."
    ),
    Code.STEPS_NEED_WEIGHT: N_(
        "The steps have no weight to count with. Give at least one step a weight above 0, and none below 0."
    ),
    Code.TARGET_WRONG_SIDE: N_(
        "The target {target} is on the wrong side of the start value {start}: it must be above it for an increase or a count, below it for a decrease. Correct the numbers or the kind."
    ),
    Code.WEIGHT_OUT_OF_RANGE: N_(
        "The weight {weight} is not allowed. Write a number from 0 to 100; 0 leaves the item out."
    ),
    # Store
    Code.PASSWORDS_DIFFER: N_("The two passwords differ. Type the same password twice."),
    Code.ALREADY_OPEN: N_(
        "okrdesk is already open on this data folder (process {pid}). Use the window "
        "that is open, or close it first."
    ),
    Code.BACKUP_DAMAGED: N_("The backup {path} is damaged or incomplete. Choose an older backup."),
    Code.BACKUP_FOREIGN: N_(
        "{path} is not an okrdesk backup. Choose a file that ends in .okrbackup."
    ),
    Code.PATH_MISSING: N_("There is no {path}. Check the name and the folder."),
    Code.PATH_IS_FOLDER: N_("{path} is a folder. Name a file in it."),
    Code.DISK_ERROR: N_(
        "The disk reported an error at {path}. Check the disk and try again; if the "
        "error stays, restore the latest backup."
    ),
    Code.DISK_FULL: N_(
        "The disk that holds {path} is full. Free some space and try again; nothing was "
        "saved half-way."
    ),
    Code.FOLDER_LOW_SPACE: N_(
        "Only {free} MB are free on the disk that holds {path}; okrdesk needs {needed} "
        "MB. Free some space, or choose another folder."
    ),
    Code.FOLDER_NETWORK: N_(
        "{path} is on a network share ({kind}), where the database can be damaged. "
        "Choose a folder on this computer's own disk."
    ),
    Code.FOLDER_READ_ONLY: N_(
        "okrdesk may not write to {path}. Choose another folder, or ask the "
        "administrator for the right to write there."
    ),
    Code.KEYRING_UNAVAILABLE: N_(
        "The keyring of this computer does not give the key of this data. Unlock the "
        "keyring, or use the office recovery key."
    ),
    Code.KEY_FILE_DAMAGED: N_("The key file {path} is damaged. Restore the latest backup."),
    Code.KEY_FILE_EXISTS: N_(
        "{path} exists already. Open the data that is there, or choose an empty folder."
    ),
    Code.KEY_FILE_MISSING: N_(
        "The key file {path} is missing, and without it the data cannot be opened. Put "
        "it back, or restore the latest backup."
    ),
    Code.NEWER_DATABASE: N_(
        "{path} was made by a newer version of okrdesk. Update okrdesk on this computer, "
        "then open it again."
    ),
    Code.PASSWORD_NOT_GIVEN: N_(
        "The data is protected by a password. Set OKRDESK_PASSWORD, or run this in a terminal that can ask for it."
    ),
    Code.PASSWORD_NEEDED: N_("A password is needed here. Please type it."),
    Code.RECOVERY_KEY_MISTYPED: N_(
        "The recovery key is not written correctly. Compare each group of five with the paper."
    ),
    Code.STORE_BUSY: N_(
        "Another program is using the database {path}. Wait a moment, then try again."
    ),
    Code.STORE_DAMAGED: N_("The database {path} is damaged. Restore the latest backup."),
    Code.STORE_READ_ONLY: N_(
        "The database {path} may only be read. Check the rights of the file and of its "
        "folder, then try again."
    ),
    Code.STORE_UNREADABLE: N_(
        "The database {path} cannot be opened. Check that the file is there and that you "
        "may read it."
    ),
    Code.UPGRADE_FAILED: N_(
        "The database {path} could not be upgraded; it is unchanged. Keep using the "
        "former version, and tell the administrator."
    ),
    Code.WRONG_KEY: N_(
        "The database {path} does not open with this key: the key belongs to other data, "
        "or the file is damaged. Restore the latest backup."
    ),
    Code.WRONG_PASSWORD: N_(
        "The data does not open with this password. Try again, or use the office recovery key."
    ),
    Code.WRONG_RECOVERY_KEY: N_(
        "This recovery key does not belong to this data. Check which data the paper names."
    ),
    # Workbooks
    Code.CELL_ERROR: N_(
        "The cell shows the Excel error {text}. Correct the formula or type the value."
    ),
    Code.DUPLICATE_ROW: N_("“{text}” is already in row {row}. Keep one of the two rows."),
    Code.FILE_NOT_WRITTEN: N_(
        "The file “{file}” cannot be written: {reason}. Close it where it is open, or choose another folder."
    ),
    Code.FILE_NOT_HERE: N_(
        "This file is not on this computer yet: it comes from the server when it is opened. Join the server or connect, then open it again."
    ),
    Code.FILE_NOT_SENT: N_(
        "The computer that attached this file has not sent it to the server yet. Try again later, or ask its author to synchronise."
    ),
    Code.FILE_UNREADABLE: N_(
        "The file “{file}” cannot be read: {reason}. Check that it is there and not open elsewhere."
    ),
    Code.FORMULA_NOT_CALCULATED: N_(
        "The formula in this cell was never calculated. Open the workbook in Excel, save "
        "it and import again."
    ),
    Code.IMPORT_HAS_PROBLEMS: N_(
        "Nothing was imported: {count} problems were found. Correct the workbook, or agree to import the good rows only."
    ),
    Code.MISSING_COLUMN: N_(
        "The column “{column}” is missing. Add it to the header row, or start from the template."
    ),
    Code.NOT_A_WORKBOOK: N_(
        "“{file}” is not an Excel workbook. Open it in Excel or LibreOffice and save it as .xlsx."
    ),
    Code.NOTHING_TO_IMPORT: N_(
        "There is no row to import. Check that the rows stand below the header."
    ),
    Code.NO_HEADER: N_(
        "“{file}” has no header row with these columns: {columns}. Start from the template."
    ),
    Code.OBJECTIVE_WITHOUT_KEY_RESULT: N_(
        "The objective “{text}” has no key result below it. Add one, or delete the row."
    ),
    Code.WORKBOOK_DAMAGED: N_(
        "The workbook “{file}” is damaged or written in an unusual way. Open it in Excel "
        "or LibreOffice, save it as .xlsx and try again."
    ),
    Code.WORKBOOK_ENCRYPTED: N_(
        "The workbook “{file}” is protected by a password. Open it in Excel, remove the "
        "password, save it and try again."
    ),
    Code.WORKBOOK_OLD_FORMAT: N_(
        "“{file}” is in the old .xls format. Open it in Excel or LibreOffice and save it as .xlsx."
    ),
    Code.WORKBOOK_TOO_BIG: N_(
        "“{file}” has {size} MB; at most {limit} MB can be read. Remove pictures and "
        "sheets that are not needed."
    ),
    Code.WORKBOOK_TOO_MANY_CELLS: N_(
        "“{file}” has more than a million cells. Delete empty formatted rows and sheets "
        "that are not needed."
    ),
    Code.WORKBOOK_UNSAFE: N_(
        "“{file}” is built in a way that can harm this computer and was not opened. Ask "
        "the sender for a fresh copy."
    ),
    # Settings of this computer
    Code.SETTINGS_NOT_SAVED: N_(
        "The settings could not be written to {path}. Check that the disk is not full."
    ),
    Code.SETTINGS_UNREADABLE: N_(
        "The settings in {path} could not be read. The usual ones are used instead."
    ),
    # Acts
    Code.ALREADY_CORRECTED: N_(
        "This check-in was already corrected. Correct the newer entry instead."
    ),
    Code.NOTHING_TO_DRAW: N_("There are no objectives here yet, so there is nothing to draw."),
    Code.NO_OFFICE: N_("This folder holds no office yet. Start okrdesk once to set it up."),
    Code.LOCKED: N_("okrdesk is locked. Enter the password to go on."),
    Code.SHARE_RANGE: N_("The share of working time is a whole number from 1 to 100."),
    Code.STILL_IN_USE: N_(
        "“{name}” is still named by {count} others. Take it out of these first, or leave it in the archive."
    ),
    Code.NOT_ARCHIVED: N_(
        "“{title}” is not archived. Archive it first; only what is archived can be removed for good."
    ),
    Code.UNIT_LOOP: N_("A unit cannot lie under itself. Choose another superior unit."),
    Code.CODE_TAKEN: N_("The code {code} is already used by “{name}”. Choose another code."),
    Code.DIRECTIVE_KNOWN: N_(
        "The directive {code} of {date} is there already. Open it, or correct number or date."
    ),
    Code.LINK_LOOP: N_("This link would lead back to itself: {path}. Choose another objective."),
    Code.ARCHIVED: N_("“{title}” is archived. Restore it first."),
    Code.FILE_TOO_LARGE: N_(
        "The file {name} has {size} MB; at most {limit} MB can be attached. Attach a smaller file."
    ),
    Code.CONFIDENCE_RANGE: N_("Confidence is a whole number from 0 to 10."),
    Code.REASON_NEEDED: N_("Please give the reason for this choice."),
    Code.TOO_MANY_OWNERS: N_(
        "At most {most} objectives are handed down at once. Hand them down in parts."
    ),
    Code.NOT_A_UNIT: N_("Choose a unit in each row, not a person."),
    Code.SHARED_TWICE: N_("A unit stands here twice. Leave it in one row only."),
    Code.SHARED_WITH_OWNER: N_(
        "The unit that owns the objective carries it already. Choose other units."
    ),
    Code.TOO_MANY_TAGS: N_(
        "There are {count} tags; at most {limit} help to find an objective. Take some away."
    ),
    Code.REVIEW_STATE: N_(
        "This cannot be done now: the objective is “{state}”. Look at how it stands and try again."
    ),
    Code.REVIEW_CHANGED: N_(
        "The objective was changed while you were reading it. Read it once more, then decide."
    ),
    Code.CYCLE_CLOSED: N_("The cycle {cycle} is closed and can no longer be changed."),
    Code.CYCLE_NOT_OPEN: N_(
        "The cycle {cycle} takes no check-ins now. Ask the planner to open it."
    ),
    Code.DATES_UPSIDE_DOWN: N_(
        "The end {end} lies before the start {start}. Change one of the two dates."
    ),
    Code.DATE_OUTSIDE: N_(
        "The date {date} lies outside {start} – {end}. Choose a day within this time."
    ),
    Code.DATE_IN_FUTURE: N_("The date {date} has not come yet. Choose today or an earlier day."),
    Code.CHANGED_SINCE: N_(
        "This cannot be undone: somebody has changed it since. Edit it again instead."
    ),
    Code.NOTHING_TO_UNDO: N_("There is nothing to undo."),
    # Forms
    Code.PDF_UNREADABLE: N_(
        "The PDF cannot be shown: it is damaged or not a PDF. Make the form again."
    ),
    Code.PRINT_FAILED: N_(
        "The printer “{printer}” did not take the job: {detail}. Check that it is switched on and connected, or save the PDF and print it later."
    ),
    Code.FORM_TEMPLATE_UNSAFE: N_(
        "The form template is refused because of {place}: a template may hold no links, no packages from the network and no code made while printing. Ask whoever made it for one without them."
    ),
    Code.FORM_TEMPLATE_BROKEN: N_(
        "The form template at {path} cannot be read: {detail}. Install okrdesk again, or ask whoever made the template."
    ),
    Code.FORM_FAILED: N_(
        "The form {form} could not be made: {detail}. Look for an unusual sign in the texts of the sheet; if the error stays, tell the administrator."
    ),
    Code.FORM_OF_PERSON: N_(
        "The form {form} is filled for people. Choose a person, or everyone in a unit."
    ),
    Code.FORM_OF_UNIT: N_("The form {form} is filled for a unit. Choose a unit."),
    Code.FORM_WITHOUT_WORKBOOK: N_(
        "The form {form} is not made as a workbook. Only {allowed} are; save this one as PDF."
    ),
    Code.DOCUMENT_WITHOUT_MARK: N_(
        "“{name}” bears no mark of a form. Choose the PDF that okrdesk made, or type the code at the foot of the sheet."
    ),
    Code.DOCUMENT_UNKNOWN: N_(
        "The register has no sheet with the code {code}. Check the code at the foot of the sheet; a sheet of another PC is known after the next sync."
    ),
    Code.SIGNING_NOT_INSTALLED: N_(
        "Signing is not installed on this computer. Sign with the office's own tool and attach the signed file, or ask the administrator for the signing package."
    ),
    Code.SIGNING_KEY: N_(
        "The signing key could not be opened: {detail}. Check the file or the token, and the password."
    ),
    Code.SIGNING_PLACE: N_(
        "The sheet has no place for the signature “{place}”. Choose one of: {allowed}."
    ),
    # Organisation
    Code.LEADER_AND_DEPUTY: N_(
        "One post cannot be both leader and deputy of a unit. Choose one of the two."
    ),
    Code.LAST_ADMINISTRATOR: N_(
        "There must be at least one administrator. Make somebody else an administrator first."
    ),
    Code.UNIT_DISSOLVED: N_(
        "The unit “{name}” was dissolved on {date}. Choose another unit or an earlier date."
    ),
    Code.UNIT_NOT_IN_FORCE: N_(
        "“{name}” was not in force on {date}. Choose another unit or another day."
    ),
    Code.TOO_FEW_UNITS: N_(
        "There are too few units, or too many, for this. Merge units into one; split one into at least two; dissolve into one that goes on."
    ),
    Code.NOTHING_CHANGES: N_("“{name}” would stay as it is. Enter what is to change."),
    Code.REORGANISED_LATER: N_(
        "“{name}” was already reorganised with effect from {date}. Choose this day or a later one."
    ),
    Code.REORGANISED_TOO_EARLY: N_(
        "This takes effect on {date}. Read and print the report now, and carry it out from that day on."
    ),
    Code.NAME_TAKEN: N_("“{name}” is already in the list. Choose another name."),
    Code.NUMBER_TAKEN: N_(
        "This personal number already belongs to “{name}”. Check the number, or open that person instead."
    ),
    Code.BAD_PERSONAL_NUMBER: N_(
        "A personal number has 12 digits (or 9 on an old identity card). Check it and type it again."
    ),
    # Cycles
    Code.CYCLE_NESTING: N_(
        "A quarter lies in a year, a month in a quarter or a year. Choose another superior cycle."
    ),
    Code.SYNC_UNSTABLE: N_(
        "The server gave answers that do not fit together, so the sync stopped. Nothing is lost. Please try again later; if it happens again, tell the administrator of the server."
    ),
    Code.SERVER_TOO_SLOW: N_(
        "The server is too slow to answer even small requests. Your work is kept here. Please try again later, or carry it by file."
    ),
    Code.CYCLE_STEP: N_(
        "The cycle {cycle} cannot take this step now. It goes from draft to submitted, running, closing and closed, one step at a time."
    ),
    **CYCLE_SENTENCES,
    **EVALUATION_SENTENCES,
    **PACK_SENTENCES,
    **REVIEW_SENTENCES,
    **SYNC_SENTENCES,
    **TASK_SENTENCES,
}

LABELS = (
    N_("Start value"),
    N_("Target"),
    N_("Lower limit"),
    N_("Upper limit"),
    N_("Step"),
)
"""Names of the fields that a rule of the domain finds empty, as the entry forms show them."""


_REASONS = {
    errno.ENOENT: N_("it is not there"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("its folder is not there"),
    errno.EACCES: N_("you have no right to it"),
    errno.EPERM: N_("you have no right to it"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.ENAMETOOLONG: N_("its name is too long"),
}


def reason_of(error: OSError, path: Path) -> str:
    """Return why the system could not read or write `path`, as `reason` of a sentence."""
    number = error.errno or 0
    if number == errno.ENOENT and not path.parent.is_dir():
        number = errno.ENOTDIR
    known = _REASONS.get(number)
    return _(known) if known else error.strerror or str(error)


def explain(error: OkrError) -> str:
    """Return the sentence of `error` in the language in use."""
    params = dict(error.params)
    for name in ("label", "reason"):
        if isinstance(params.get(name), str):
            params[name] = _(params[name])
    return _(SENTENCES[error.code]).format(**params)
