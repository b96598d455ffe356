"""The wizard that reorganises units: what, who goes where, before and after."""

from ui.reorganising.wizard import ReorganisingWizard

__all__ = ["ReorganisingWizard"]
