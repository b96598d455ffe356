"""Dataclasses, enums and pure rules of OKR in a public office; standard library only."""
