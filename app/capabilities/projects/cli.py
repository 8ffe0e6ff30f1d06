"""The verbs of projects."""

from __future__ import annotations

from app.capabilities.projects.cli_calendar import calendar_import
from app.capabilities.projects.cli_figures import actions, outcomes
from app.capabilities.projects.cli_handover import handover
from app.capabilities.projects.cli_near import similar, wave
from app.capabilities.projects.cli_partner import export as partner_export
from app.capabilities.projects.cli_partner import import_file
from app.capabilities.projects.cli_playbooks import (
    adopt,
    export,
    fork,
    import_playbook,
    list_playbooks,
    look_back,
    propose,
    run,
    show,
)
from app.capabilities.projects.cli_rescue import alive, invite, merge, projects, rescue, revive
from app.i18n import N_
from app.services.command import Verb

SECTION = N_("Projects")

COMMANDS = (
    Verb("projects", projects, N_("Say which projects are alive or quiet, and what puts them at risk.")),
    Verb("alive", alive, N_("Write down that a project is alive.")),
    Verb("rescue", rescue, N_("Save a quiet project, or close it with its lessons; without one, list them.")),
    Verb("revive", revive, N_("Open an archived project again.")),
    Verb("handover", handover, N_("Give the handover packet of a project, or all that a leaver holds.")),
    Verb("similar", similar, N_("Find efforts that are alike, with the reasons.")),
    Verb("wave", wave, N_("Say how a wave of sign-ups stands.")),
    Verb("partner export", partner_export, N_("Show or write what goes to a partner, line by line.")),
    Verb("partner import", import_file, N_("Take in a partner's file.")),
    Verb("invite", invite, N_("Say how many to invite to an event.")),
    Verb("actions", actions, N_("Say what the group can do, and what is missing for the rest.")),
    Verb("outcomes", outcomes, N_("Say what projects have come to, apart from what was done.")),
    Verb("playbook list", list_playbooks, N_("List the playbooks and their versions.")),
    Verb("playbook show", show, N_("Show the steps of a playbook, and what its runs came to.")),
    Verb("playbook propose", propose, N_("Propose a draft, which then never changes.")),
    Verb("playbook adopt", adopt, N_("Adopt a proposed version.")),
    Verb("playbook fork", fork, N_("Make a draft from one version, or from two.")),
    Verb("playbook export", export, N_("Write a playbook for other groups.")),
    Verb("playbook import", import_playbook, N_("Take in a playbook of another group, or those shipped.")),
    Verb("run", run, N_("Run a playbook: a project with its tasks on their days.")),
    Verb("look-back", look_back, N_("Look back on a run; what it taught becomes a proposed version.")),
    Verb("import-calendar", calendar_import, N_("Take in tasks and events from a calendar file.")),
    Verb("merge", merge, N_("Make one record of two: people, or projects.")),
)
