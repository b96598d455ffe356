"""Synchronisation, okr-sync/1: what travels, how edits merge, and who decides what.

Everything here is sans-I/O: clock, randomness, store and transport are handed in, so that the same
code runs on the PC, on the central server and in the simulator of the tests. `record` and `wire`
are what travels; `merge` is the rule; `arrival` decides on the server; `serving` answers a request;
`engine` asks on the client. `shelf` says what a store has to be able to do.
"""
