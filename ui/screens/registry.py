"""The screens of the window, in the order of the rail; each is imported when it is first opened."""

from importlib import import_module

from okrdesk.domain.permissions import Right
from okrdesk.i18n import N_
from ui.desktop import Desktop
from ui.screen import Screen, ScreenSpec
from ui.screens.admin_actions import ADMIN_ACTIONS
from ui.screens.dashboard_actions import DASHBOARD_ACTIONS
from ui.screens.directives_actions import DIRECTIVE_ACTIONS
from ui.screens.evaluation_actions import EVALUATION_ACTIONS
from ui.screens.forms_actions import FORM_ACTIONS
from ui.screens.objectives_actions import OBJECTIVE_ACTIONS
from ui.screens.sync_actions import SYNC_ACTIONS
from ui.screens.tasks_actions import TASK_ACTIONS
from ui.screens.today_actions import TODAY_ACTIONS


def _make(module: str, name: str, desktop: Desktop) -> Screen:
    screen: Screen = getattr(import_module(module), name)(desktop)
    return screen


def screens() -> tuple[ScreenSpec, ...]:
    """Return every screen of this version."""
    return (*_of_work(), *_of_office(), *_at_foot())


def _of_work() -> tuple[ScreenSpec, ...]:
    return (
        ScreenSpec(
            "today",
            N_("Today"),
            "today",
            lambda desktop: _make("ui.screens.today.screen", "TodayScreen", desktop),
            actions=TODAY_ACTIONS,
        ),
        ScreenSpec(
            "objectives",
            N_("Objectives"),
            "objectives",
            lambda desktop: _make("ui.screens.objectives.screen", "ObjectivesScreen", desktop),
            actions=OBJECTIVE_ACTIONS,
        ),
        ScreenSpec(
            "tasks",
            N_("Tasks"),
            "tasks",
            lambda desktop: _make("ui.screens.tasks.screen", "TasksScreen", desktop),
            actions=TASK_ACTIONS,
        ),
        ScreenSpec(
            "directives",
            N_("Directives"),
            "directives",
            lambda desktop: _make("ui.screens.directives.screen", "DirectivesScreen", desktop),
            actions=DIRECTIVE_ACTIONS,
        ),
        ScreenSpec(
            "evaluation",
            N_("Evaluations"),
            "evaluation",
            lambda desktop: _make("ui.screens.evaluation.screen", "EvaluationScreen", desktop),
            actions=EVALUATION_ACTIONS,
        ),
        ScreenSpec(
            "dashboard",
            N_("Dashboard"),
            "dashboard",
            lambda desktop: _make("ui.screens.dashboard.screen", "DashboardScreen", desktop),
            actions=DASHBOARD_ACTIONS,
        ),
    )


def _of_office() -> tuple[ScreenSpec, ...]:
    return (
        ScreenSpec(
            "forms",
            N_("Forms & reports"),
            "forms",
            lambda desktop: _make("ui.screens.forms.screen", "FormsScreen", desktop),
            actions=FORM_ACTIONS,
        ),
        ScreenSpec(
            "sync",
            N_("Sync"),
            "sync",
            lambda desktop: _make("ui.screens.sync.screen", "SyncScreen", desktop),
            actions=SYNC_ACTIONS,
        ),
        ScreenSpec(
            "admin",
            N_("Administration"),
            "admin",
            lambda desktop: _make("ui.screens.admin.screen", "AdminScreen", desktop),
            actions=ADMIN_ACTIONS,
            allowed=lambda desktop: desktop.may(Right.EDIT_CYCLES),
        ),
    )


def _at_foot() -> tuple[ScreenSpec, ...]:
    return (
        ScreenSpec(
            "help",
            N_("Help"),
            "help",
            lambda desktop: _make("ui.screens.help", "HelpScreen", desktop),
            at_foot=True,
        ),
        ScreenSpec(
            "settings",
            N_("Settings"),
            "settings",
            lambda desktop: _make("ui.screens.settings", "SettingsScreen", desktop),
            at_foot=True,
        ),
    )
