"""Print: choose a sheet, see the very pages, save or print them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, _, ngettext
from app.problems import Problem, WrongValue
from app.services.printing import printing, typed_back
from app.services.printing.kinds import SheetKind
from app.services.printing.printing import Sheet
from app.services.records import records
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.frame.status_line import ProgressStrip
from ui.platform.dialogs import Dialogs
from ui.platform.typesetting import PREVIEW_PPI, Press
from ui.rooms.printing import SIGN
from ui.rooms.printing.options import OptionsPanel
from ui.rooms.printing.sheet_list import SheetList
from ui.rooms.printing.typing_in import TypingIn
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.editors.sources import RecordOption, Sources
from ui.widgets.labels import hairline, label, upright
from ui.widgets.notice import Notice
from ui.widgets.page_header import PageHeader
from ui.widgets.page_preview import PagePreview
from ui.widgets.segmented import Segmented

PRINT, TYPE_IN = "print", "type-in"
PDF = N_("PDF files (*.pdf)")
_PAUSE_MS = 250
_SIDE = 300
_NAMED_LETTERS = 8


class PrintingRoom(RoomPage):
    """The preview follows whatever is chosen; the vault is only asked for the words on the sheet."""

    key, title, icon, shows, takes = SIGN
    kinds = frozenset({"person", "contact_point", "house", "room", "bed", "stay"})

    def __init__(self, desk: Desk, dialogs: Dialogs, press: Press) -> None:
        """Take the desk, the system's dialogs, and what sets sheets."""
        self._dialogs, self._press = dialogs, press
        self._kind: SheetKind | None = None
        self._sheet: Sheet | None = None
        self._on_paper: Sheet | None = None
        self._then: Callable[[Sheet], object] | None = None
        self._count = 0
        super().__init__(desk)

    def build(self) -> None:
        """Put list and options beside the preview."""
        metrics = current_metrics()
        self.save_button = button(_("Save as PDF…"), self.save, icon="save")
        self.print_button = button(_("Print…"), self.print, kind="primary", icon="print", tip=_("Key: Ctrl+P"))
        self.side = Segmented([(PRINT, _("Print")), (TYPE_IN, _("Type back in"))], _("What to do"))
        self.side.set_value(PRINT)
        self.side.chosen.connect(lambda side: self.show_side(str(side)))
        strip = ProgressStrip(self._press.thread_of_pages)
        self.header = PageHeader(_(self.title), self.side, strip, self.save_button, self.print_button)
        self.page.addWidget(self.header)
        self.page.addWidget(hairline())
        self.sheets = SheetList(printing.sheet_kinds(self.desk.registry))
        self.options = OptionsPanel(
            self.desk.registry, Sources(self.desk.today, self._find, almanac=self.desk.get_almanac)
        )
        side = QWidget()
        side.setFixedWidth(metrics.px(_SIDE))
        column = QVBoxLayout(side)
        column.setContentsMargins(metrics.px(12), metrics.px(8), 0, 0)
        column.setSpacing(metrics.px(4))
        column.addWidget(self.sheets)
        column.addWidget(hairline())
        column.addWidget(self._scrolling(self.options), 1)
        self.preview = PagePreview()
        self.missing = Notice(tone="attention", icon="attention")
        self.missing.hide()
        self.pages = label("", "muted")
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(self._bar())
        right.addWidget(self.preview, 1)
        printed = QWidget()
        body = QHBoxLayout(printed)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(side)
        body.addWidget(upright())
        body.addLayout(right, 1)
        typed = typed_back.typed_sheets(printing.sheet_kinds(self.desk.registry))
        self.typing = TypingIn(
            self.desk, typed, Sources(self.desk.today, self.desk.find, almanac=self.desk.get_almanac)
        )
        self.sides = QStackedWidget(self)
        self.sides.addWidget(printed)
        self.sides.addWidget(self.typing)
        self.page.addWidget(self.sides, 1)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._fill)
        self.sheets.chosen.connect(self._on_chosen)
        self.options.changed.connect(self._pause.start)
        self.preview.page_changed.connect(lambda _page: self._say_page())
        self._enable()
        self.sheets.choose(printing.sheet_kinds(self.desk.registry)[0].name)

    # What the frame calls.

    def enter(self) -> None:
        """Come into sight: the sheet says as of when it is, so it is made anew."""
        self._stale = False
        self.refresh()

    def refresh(self) -> None:
        """Fill the sheet in anew."""
        self._pause.start()

    def show_side(self, side: str) -> None:
        """Print sheets, or type one back in that came back."""
        self.side.set_value(side)
        typing = side == TYPE_IN
        self.sides.setCurrentIndex(int(typing))
        self.save_button.setVisible(not typing)
        self.print_button.setVisible(not typing)
        if typing and self._kind is not None:
            self.typing.choose(self._kind.name)
        self.start()

    def start(self) -> None:
        """Begin in the list of sheets, or where one types."""
        if self.side.value() == TYPE_IN:
            self.typing.start()
            return
        self.sheets.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_page(self, name: str, about: str = "") -> None:
        """Show a sheet by its name, and whom it is about; or the page to type one back in."""
        self.show_side(TYPE_IN if name == TYPE_IN else PRINT)
        self.sheets.choose(name)
        if about:
            self.desk.ask(
                lambda vault: records.get(vault, about), lambda card: self.options.show_about(card.id, card.title)
            )

    def _find(self, kind: str, words: str, answer: Callable[[Sequence[RecordOption]], None]) -> None:
        """Find whom a sheet is about."""
        self.desk.ask(
            lambda vault: records.choices(vault, kind, words),
            lambda found: answer([RecordOption(record, self.desk.me.title(record, title)) for record, title in found]),
            key=(self, "choices"),
        )

    def commands(self) -> Sequence[Command]:
        """Give what is done here."""
        here = _(self.title)
        return [
            Command(_("Print this sheet"), self.print, "print", ("Ctrl+P",), here, _("paper")),
            Command(
                _("Type a sheet back in"), lambda: self.show_side(TYPE_IN), "edit", (), here, _("code row letters")
            ),
            Command(_("Save this sheet as PDF"), self.save, "save", ("Ctrl+S",), here, _("export file")),
        ]

    # The preview.

    def _on_chosen(self, kind: SheetKind) -> None:
        """Show another sheet, with the options it has."""
        self._kind = kind
        self.options.show_kind(kind, self.desk.today())
        self._pause.start()

    def _fill(self) -> None:
        """Ask the vault for the words on the sheet."""
        kind = self._kind
        if kind is None or not self.isVisible():
            self._stale = True
            return
        options = self.options.options()
        self.options.forgive()
        self.desk.ask(
            lambda vault: printing.fill(vault, kind.name, options),
            self._on_filled,
            failed=self._not_filled,
            key=(self, "fill"),
        )

    def _on_filled(self, sheet: Sheet) -> None:
        """Have the pages made, elsewhere."""
        self._sheet = sheet
        then, self._then = self._then, None
        self._enable(busy=then is not None)
        if then is not None:
            then(sheet)
        self._press.preview(sheet, lambda pages: self._on_pages(sheet, pages), self.desk.problem.emit)
        self._press.missing_letters(sheet, self._on_missing, self.desk.problem.emit)

    def _on_pages(self, sheet: Sheet, pages: list[bytes]) -> None:
        """Show the pages, if it is still this sheet that is wanted; the place in it stays."""
        if sheet is self._sheet:
            place = self.preview.verticalScrollBar().value()
            self._count = len(pages)
            self.preview.show_pages(pages, dots_per_inch=PREVIEW_PPI)
            QTimer.singleShot(0, self, lambda: self._go_back(place))

    def _go_back(self, place: int) -> None:
        """Show the same place as before, now that the pages have their sizes."""
        bar = self.preview.verticalScrollBar()
        bar.setValue(min(place, bar.maximum()))
        self._say_page()

    def _not_filled(self, problem: Problem) -> None:
        """Say what is wrong with an option beside it, anything else above."""
        self._sheet, self._then = None, None
        self._enable()
        if not (isinstance(problem, WrongValue) and self.options.refuse(problem)):
            self.desk.problem.emit(problem)

    def _on_missing(self, letters: tuple[str, ...]) -> None:
        """Warn of what this computer cannot print."""
        named = ", ".join(f"“{each}”" for each in letters[:_NAMED_LETTERS])
        rest = "…" if len(letters) > _NAMED_LETTERS else ""
        words = _(
            "This computer has no typeface for some of the letters: {letters}. They would print as empty boxes. "
            "Install a typeface that has them (the Noto family has all), then start the program again."
        )
        self.missing.say(words.format(letters=named + rest) if letters else "")

    def _say_page(self) -> None:
        """Say which page is in sight."""
        words = _("Page {page} of {pages}").format(page=self.preview.page(), pages=self._count)
        self.pages.setText(words if self._count else "")

    # Saving and printing.

    def save(self) -> None:
        """Save the sheet in sight where the person says."""
        sheet = self._sheet
        if sheet is None or not self.save_button.isEnabled():
            return
        name = f"{sheet.template}-{sheet.as_of:%Y-%m-%d}.pdf"
        path = self._dialogs.save_file(self, _("Save as PDF"), name, _(PDF))
        if path is not None:
            self._under_its_code(
                lambda sheet: self._press.save(sheet, path, lambda done: self._on_saved(sheet, done), self._on_problem)
            )

    def print(self) -> None:
        """Print the sheet in sight."""
        sheet = self._sheet
        if sheet is None or not self.print_button.isEnabled():
            return
        printer = self._dialogs.printer(self, sheet.title, max(self._count, 1))
        if printer is not None:
            self._under_its_code(
                lambda sheet: self._press.print(
                    sheet, printer, lambda count: self._on_printed(sheet, count), self._on_problem
                )
            )

    def _under_its_code(self, go: Callable[[Sheet], object]) -> None:
        """Save or print the sheet in sight; one that is on paper already is first filled under another code."""
        if self._sheet is not None and self._sheet is not self._on_paper:
            go(self._sheet)
        else:
            self._then = go
            self._fill()
        self._enable(busy=True)

    def _on_saved(self, sheet: Sheet, path: Path) -> None:
        """Say that the file is there, and that anybody can read it."""
        self._done(sheet, _("Saved as “{name}”. Anybody who has the file can read it.").format(name=path.name))

    def _on_printed(self, sheet: Sheet, count: int) -> None:
        """Say how many pages went to the printer."""
        self._done(
            sheet, ngettext("{n} page sent to the printer.", "{n} pages sent to the printer.", count).format(n=count)
        )

    def _done(self, sheet: Sheet, words: str) -> None:
        """Note the print code; nothing is set anew before somebody wants another."""
        self.desk.say(words)
        self._on_paper = sheet
        self.desk.ask(lambda vault: printing.note(vault, sheet), lambda _done: None)
        self._enable()

    def _on_problem(self, problem: Problem) -> None:
        """Say what went wrong; the sheet is still there."""
        self._enable()
        self.desk.problem.emit(problem)

    def _enable(self, *, busy: bool = False) -> None:
        """Allow to save and print what is there, once at a time."""
        for each in (self.save_button, self.print_button):
            each.setEnabled(self._sheet is not None and not busy)

    # How it is put together.

    def _bar(self) -> QVBoxLayout:
        """Put page number and zoom above the preview, and the warning about letters."""
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(4), metrics.px(12), metrics.px(4))
        line.setSpacing(metrics.px(4))
        line.addWidget(self.pages, 1)
        line.addWidget(icon_button("zoom_out", _("Smaller (−)"), self.preview.zoom_out))
        line.addWidget(icon_button("fit", _("Fit the width (0)"), self.preview.fit))
        line.addWidget(icon_button("zoom_in", _("Larger (+)"), self.preview.zoom_in))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(line)
        holder = QHBoxLayout()
        holder.setContentsMargins(metrics.px(16), 0, metrics.px(16), 0)
        holder.addWidget(self.missing)
        column.addLayout(holder)
        return column

    def _scrolling(self, inner: QWidget) -> QScrollArea:
        """Let the options scroll where the window is low."""
        metrics = current_metrics()
        holder = QWidget()
        holder.setProperty("surface", "surface")
        column = QVBoxLayout(holder)
        column.setContentsMargins(metrics.px(8), metrics.px(8), metrics.px(12), metrics.px(12))
        column.addWidget(inner)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        return area
