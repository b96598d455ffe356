"""The sentences for what can go wrong between PCs and their server: the larger part of errors."""

from okrdesk.errors import Code
from okrdesk.i18n import N_

SYNC_SENTENCES: dict[Code, str] = {
    # The server
    Code.DATABASE_RIGHTS: N_(
        "The role that opens the database {path} may not do this. Tables are made and upgraded as okrdesk_owner, and the server works as okrdesk: see the server's handbook."
    ),
    Code.DATABASE_UNREACHABLE: N_(
        "The database {path} does not answer, or does not let this server in. Check that PostgreSQL "
        "runs, and the user and password in the address given with --database."
    ),
    Code.DATABASE_URL: N_(
        "That is no address of a database. Give --database postgresql+psycopg://user@host/name, "
        "or sqlite:///path."
    ),
    Code.PASSWORD_SHORT: N_(
        "The password is too short. Choose one of at least {least} characters."
    ),
    Code.USER_TAKEN: N_(
        "The user name “{name}” is already in use. Choose another one with --name."
    ),
    Code.USER_NAME_BAD: N_(
        "“{name}” cannot be a user name. Use 2 to 40 small letters, digits, points, dashes or underscores."
    ),
    Code.USER_DISABLED: N_(
        "The user “{name}” is disabled. Enable the user first: okrdesk-server user enable {name}."
    ),
    Code.NO_AGENCY_YET: N_(
        "This server has no agency yet. Make the first one: okrdesk-server init --agency CODE NAME."
    ),
    Code.WHICH_AGENCY: N_(
        "This server holds several agencies ({codes}). Say which one with --agency CODE."
    ),
    Code.SERVER_WITHOUT_TLS: N_(
        "Serving at {host} without TLS would let anybody on the network read and change what is sent. Give --tls-cert and --tls-key; or, where a proxy on this machine does it, serve at 127.0.0.1; or take the risk with --without-tls-anyone-can-read."
    ),
    Code.TLS_FILES: N_(
        "The certificate {cert} and the key {key} cannot be used: {reason}. Give both, in PEM form, the key without a password."
    ),
    Code.ERASE_IN_USE: N_(
        "“{title}” is in use, and its history is evidence. Archive it and remove it for good first; only then can its contents be erased."
    ),
    Code.ERASE_NEEDS_OWNER: N_(
        "This role of the database may not erase: the log is closed to it. Run the command as the owner of the tables (okrdesk_owner)."
    ),
    Code.CERTIFICATE_BAD: N_(
        "The file of --ca holds no certificate. Give the one in PEM form by which PCs know the server (--tls-ca or --tls-cert of serve)."
    ),
    Code.ADDRESS_TAKEN: N_(
        "The server cannot listen at {host}, port {port}: {reason}. Choose another with --host and --port, or end the program that listens there."
    ),
    Code.WORKER_FAILED: N_(
        "A worker process of the server could not start. What it said stands above."
    ),
    # Carried files
    Code.DATABASE_IN_USE: N_(
        "The database holds an agency already, and measuring writes invented ones. Name an empty database with --database."
    ),
    Code.BUNDLE_FOREIGN: N_(
        "This is not a carried file of okrdesk. Choose a file that ends in .okrb."
    ),
    Code.BUNDLE_NEWER: N_(
        "The carried file was made by a newer version of okrdesk. Update okrdesk here, then read it again."
    ),
    Code.BUNDLE_IS_AN_ANSWER: N_(
        "This carried file is an answer of a server. The server reads only what a machine wrote; take this file back to its machine."
    ),
    Code.BUNDLE_NOT_AN_ANSWER: N_(
        "This carried file goes to the server and is not its answer. Take it to the server, and read here what comes back."
    ),
    Code.BUNDLE_OLDER: N_(
        "This answer is older than what this machine has already read. Choose the newest answer, or make a new carried file."
    ),
    Code.BUNDLE_UNKNOWN_MACHINE: N_(
        "The server does not know the machine that made this carried file. Enrol the machine first, then make a new file."
    ),
    Code.BUNDLE_OTHER_MACHINE: N_(
        "The carried file answers another machine. Take it to that machine, and choose the answer for this one."
    ),
    Code.BUNDLE_OTHER_SERVER: N_(
        "The carried file belongs to another server or agency. Choose the file that was made for this one."
    ),
    Code.BUNDLE_TOO_MANY_CHANGES: N_(
        "The carried file holds more than the {limit} changes that are read at once. Make a new one with fewer changes."
    ),
    Code.BUNDLE_TOO_LARGE: N_(
        "The carried file has {size} MB; at most {limit} MB are read. Leave out attachments, or ask the administrator."
    ),
    Code.BUNDLE_UNSIGNED: N_(
        "The signature of the carried file does not fit: it was changed on its way, or somebody else made it. Make a new one, and tell the administrator if this happens again."
    ),
    Code.BUNDLE_DAMAGED: N_(
        "The carried file was damaged on its way. Copy it once more; if that does not help, make a new one."
    ),
    Code.BUNDLE_TRUNCATED: N_(
        "The carried file is not complete: it was cut off while it was copied. Copy it once more, and take the stick out only when the copy has ended."
    ),
    # Audit and backup of the server
    Code.POSTGRESQL_TOOL: N_(
        "{name} did not do its work: {detail}. Install Debian's postgresql-client in the version of the database, check the rights of its user, then try again."
    ),
    Code.COSIGNATURE_WRONG: N_(
        "The co-signature of {name} does not fit this checkpoint. Ask the witness to sign again, with the text of the code as it is printed."
    ),
    Code.CHECKPOINT_NOT_OURS: N_(
        "The checkpoint of {count} entries is none that this server signed for the agency. Take the text of the code as it is printed on the agency's own page."
    ),
    Code.CHECKPOINT_FORGED: N_(
        "The checkpoint of the server is not signed with the key that this computer knows. Nothing was taken over, and your work is safe on this computer. Do not sync any more; tell the administrator: the server was exchanged or somebody stands between."
    ),
    Code.HISTORY_REWRITTEN: N_(
        "The server shows another history than the one it signed before: then {before} entries, now {now}. Nothing of it was taken over, and your work is safe on this computer. Do not sync any more; tell the administrator and the inspector, and give them the result of “okrdesk verify”."
    ),
    Code.GUARD_UNREADABLE: N_(
        "The guard file {path} cannot be read, so it is not known whether this database is the right one. Put the file back from a backup; if that is not possible, compare with the latest printed checkpoint, then start once with --accept-restore."
    ),
    Code.DATABASE_BEHIND: N_(
        "The database is older than what this server has already answered: it was restored or exchanged. If that was intended, start once with --accept-restore; otherwise put the right database back."
    ),
    Code.SERVER_DATA_THERE: N_(
        "There are data at {path} already. Move them away first, or restore into another folder."
    ),
    Code.SERVER_BACKUP_DAMAGED: N_(
        "The backup in {path} is damaged: {detail}. Choose an older backup."
    ),
    Code.BACKUP_FAILED: N_(
        "The backup into {path} failed: {detail}. No backup was counted as done. Correct what is said, then try again."
    ),
    Code.RESTORE_FAILED: N_(
        "The backup in {path} could not be put back: {detail}. The former data are unchanged. Correct what is said, then try again."
    ),
    # This computer and its server
    Code.SERVER_REFUSES: N_(
        "The server refuses this: {name}. Your work is kept here; tell the administrator."
    ),
    Code.LEASE_OVER: N_(
        "This computer has heard nothing from its server since {day}, so it is open for reading only. Sync once, over the network or by a carried file, to write again."
    ),
    Code.TOO_MANY_PINS: N_(
        "This computer receives {most} units from further down in full already, and no more than these. Be content with the figures of one of them first."
    ),
    Code.FOLDER_HOLDS_OFFICE: N_(
        "The folder {path} holds another office already. Choose an empty folder for this one."
    ),
    Code.SECOND_FACTOR_NEEDED: N_(
        "The six digits of the second factor are missing or wrong. Type them as your telephone shows them now; if you were given none, ask the administrator."
    ),
    Code.ENROLMENT_DENIED: N_(
        "The server does not accept this: the agency, user name, code or password is wrong, or the code was used already. Check them, or ask the administrator for a new code."
    ),
    Code.ENROLMENT_WAIT: N_(
        "The server makes this user wait {seconds} seconds, for example after several wrong attempts. Look at the slip again meanwhile, or ask the administrator to let you try at once."
    ),
    Code.NOT_AT_SERVER: N_(
        "The server does not have this yet, or this user may enrol no more there. Sync first, then try again."
    ),
    Code.DEVICE_KEY_MISSING: N_(
        "The key by which the server knows this computer is not in the keyring any more. Your work is kept here. Ask the administrator for a new code, and enrol into another folder."
    ),
    Code.DEVICE_UNKNOWN: N_(
        "The server does not know this computer. Your work is kept here. Ask the administrator whether the computer has to be enrolled anew."
    ),
    Code.DEVICE_REVOKED: N_(
        "The administrator has revoked this computer, and the key of its data was destroyed. Ask the administrator to enrol it anew."
    ),
    Code.SERVER_BUSY: N_(
        "The server is busy and asks to come again in {seconds} seconds. Your work is kept here; the sync goes on by itself."
    ),
    Code.SERVER_CANNOT_STORE: N_(
        "The server cannot store anything at the moment: its disk is full or failing. Your work is kept here and is sent by itself as soon as the server can store again. Tell the administrator."
    ),
    Code.SERVER_MISBEHAVES: N_(
        "What answers at {url} is no okrdesk server, or it is out of order (status {status}). Your work is kept here. Check the address, or try again later."
    ),
    Code.SERVER_ADDRESS_BAD: N_(
        "“{text}” is no address of a server. Write it like this: https://okr.example.vn."
    ),
    Code.SERVER_NEEDS_TLS: N_(
        "The address {url} is not protected: anybody on the network could read along. Use an address that begins with https."
    ),
    Code.SERVER_NOT_TRUSTED: N_(
        "What answers at {url} is not the server that this computer trusts: {reason}. Nothing was sent. Ask the administrator for the certificate of the server."
    ),
    Code.SERVER_UNREACHABLE: N_(
        "The server {url} does not answer: {reason}. Check the network, and the address if it is new. Your work is kept here and is sent with the next sync."
    ),
    Code.NOT_ENROLLED: N_(
        "This computer is not enrolled with a server. Enrol it first with the code from your administrator."
    ),
}
