"""The screens; `ui.screens.registry` lists them in the order of the rail."""
