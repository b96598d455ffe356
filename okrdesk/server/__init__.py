"""The central server: one database for many agencies, one request at a time for each of them.

`schema` and `database` are where it keeps things, `shelf` is what the engine of `okrdesk.sync`
works on, `writing` lets the ordinary services write for the server itself. No PC needs any of it.
"""
