"""Frozen dataclasses, enums and pure rules of OKR work in a public office; standard library only."""
