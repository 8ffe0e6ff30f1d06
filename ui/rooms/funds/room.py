"""The room of funds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from app.capabilities.funds import treasurer
from app.capabilities.funds.expense_view import count_to_approve
from app.capabilities.funds.views import choices_of
from app.i18n import N_, _
from app.records.changes import Changed
from ui.frame.command import Command
from ui.frame.desk import Desk, Vault
from ui.frame.file_room import FileRoom
from ui.platform.dialogs import Dialogs
from ui.records.kind_lists import KindLists
from ui.rooms.funds import LISTED, SIGN, forms
from ui.rooms.funds.asks import AsksList
from ui.rooms.funds.balances import BalancesPage
from ui.rooms.funds.bank import BankPage
from ui.rooms.funds.bookings import BookingsList
from ui.rooms.funds.expenses import ExpensesList
from ui.rooms.funds.money_list import MoneyList
from ui.rooms.funds.runway_page import RunwayPage
from ui.rooms.funds.statement_page import StatementPage
from ui.rooms.funds.stipends import StipendsList
from ui.widgets.buttons import button
from ui.widgets.labels import hairline
from ui.widgets.page_header import PageHeader
from ui.widgets.page_stack import PageStack
from ui.widgets.segmented import Segmented

BALANCES, RUNWAY, STIPENDS, EXPENSES, BANK, ASKS, BOOKS, LISTS = (
    "balances", "runway", "stipends", "expenses", "bank", "asks", "books", "lists"
)  # fmt: skip
_OWN = {"expense": EXPENSES, "stipend": STIPENDS, "ask": ASKS, "transaction": BOOKS}
_FundsPage = BalancesPage | RunwayPage | BankPage | MoneyList | KindLists
_Counted = TypeVar("_Counted", bound=MoneyList)
STATEMENTS, ALL_FILES = N_("Statements (*.xml *.ofx *.qfx *.csv *.txt)"), N_("All files (*)")


class FundsRoom(FileRoom):
    """Seven pages about money, and the lists of all its records."""

    key, title, icon, shows, takes = SIGN
    kinds = frozenset(
        {
            *LISTED, *_OWN, "posting", "fund_use", "funder_contact", "interest", "attachment", "member_link", "person",
            "project", "group_setting",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, dialogs: Dialogs, attach: object = None) -> None:
        """Take the desk, the system's dialogs, and what serves the attachments of cards, if there is such a thing."""
        self._dialogs = dialogs
        self._attach = attach if callable(attach) else None
        super().__init__(desk)

    def build(self) -> None:
        """Put the pages into one place."""
        names = (
            (BALANCES, _("Balances")), (RUNWAY, _("Runway")), (STIPENDS, _("Stipends")), (EXPENSES, _("Expenses")),
            (BANK, _("Bank")), (ASKS, _("Asks")), (BOOKS, _("Books")), (LISTS, _("Lists")),
        )  # fmt: skip
        self.views = Segmented(names, _("What to show"))
        self.views.set_value(BALANCES)
        self.views.chosen.connect(self.show_view)
        self.new_button = button(_("Book"), self.new, kind="primary", icon="add", tip=_("Key: N"))
        self.header = PageHeader(_(self.title), self.views, self.new_button)
        self._said: dict[str, str] = {}
        self.stack = PageStack[_FundsPage](
            {
                BALANCES: lambda: self.balances, RUNWAY: lambda: self.runway, STIPENDS: lambda: self.stipends,
                EXPENSES: lambda: self.expenses, BANK: lambda: self.bank, ASKS: lambda: self.asks,
                BOOKS: lambda: self.bookings, LISTS: lambda: self.lists,
            },
            self,
        )  # fmt: skip
        self.stack.show_page(BALANCES)
        self.page.addWidget(self.header)
        self.page.addWidget(hairline())
        self.page.addWidget(self.stack, 1)

    # Each page is made when somebody first goes there.

    @cached_property
    def balances(self) -> BalancesPage:
        """Give the page of what each fund has."""
        page = self.stack.added(BalancesPage(self.desk))
        page.said.connect(lambda words: self._say(BALANCES, words))
        return page

    @cached_property
    def runway(self) -> RunwayPage:
        """Give the page of how long money lasts."""
        page = self.stack.added(RunwayPage(self.desk))
        page.book_wanted.connect(lambda: self._begin(BALANCES))
        return page

    @cached_property
    def stipends(self) -> StipendsList:
        """Give the list of what is paid again and again."""
        return self._counted(STIPENDS, StipendsList(self.desk))

    @cached_property
    def expenses(self) -> ExpensesList:
        """Give the list of what somebody has spent."""
        page = self._counted(EXPENSES, ExpensesList(self.desk))
        page.pay_wanted.connect(self._pay)
        if self._attach is not None:
            self._attach(page.card.attachments)
        return page

    @cached_property
    def bank(self) -> BankPage:
        """Give the page of what banks say."""
        page = self.stack.added(BankPage(self.desk))
        page.read_wanted.connect(self.choose)
        page.account_wanted.connect(self._add_account)
        return page

    @cached_property
    def statement(self) -> StatementPage:
        """Give the page of a file that is looked at before it is taken."""
        page = self.stack.added(StatementPage(self.desk))
        page.back_wanted.connect(lambda: self._show_page(BANK))
        page.taken.connect(lambda: self._show_page(BANK))
        return page

    @cached_property
    def asks(self) -> AsksList:
        """Give the list of what funders are asked for."""
        return self._counted(ASKS, AsksList(self.desk))

    @cached_property
    def bookings(self) -> BookingsList:
        """Give the books."""
        page = self._counted(BOOKS, BookingsList(self.desk))
        page.book_wanted.connect(lambda: self._begin(BALANCES))
        return page

    @cached_property
    def lists(self) -> KindLists:
        """Give the lists of all other records about money."""
        return self.stack.added(KindLists(self.desk, [self.desk.registry[name] for name in LISTED], self._attach))

    # What the frame calls.

    def refresh(self) -> None:
        """Ask for what is in sight; the others ask when they come into sight."""
        page = self.stack.currentWidget()
        if not isinstance(page, StatementPage):
            self.stack.page().refresh()
        self.desk.ask(count_to_approve, self._count, key=(self, "to approve"))

    def start(self) -> None:
        """Begin where work begins."""
        page = self.stack.currentWidget()
        (page if isinstance(page, StatementPage) else self.stack.page()).start()

    def filter(self) -> bool:
        """Go to the filter of a list."""
        page = self.stack.page()
        return isinstance(page, MoneyList | KindLists) and page.filter()

    def new(self) -> bool:
        """Begin what the page in sight is for."""
        page, view = self.stack.page(), self.view()
        if view == BANK:
            self.bank.read()
        elif isinstance(page, MoneyList | KindLists):
            return page.new()
        else:
            self._begin(BALANCES)
        return True

    def leave(self) -> bool:
        """Commit what is being typed on a card."""
        page = self.stack.page()
        return not isinstance(page, MoneyList | KindLists) or page.leave()

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a record on the page or in the list of its kind."""
        view = _OWN.get(kind, LISTS)
        self.show_view(view)
        page = self.stack.page(view)
        if isinstance(page, MoneyList | KindLists):
            page.show_record(kind, record_id)

    def show_page(self, name: str, about: str = "") -> None:
        """Show a page that another room leads to."""
        if self.stack.has(name):
            self.show_view(name)

    def take_file(self, path: Path, sort: str) -> None:
        """Look at a statement that was dropped."""
        self._read(path, "")

    def commands(self) -> Sequence[Command]:
        """Give what can be done here."""
        here = _(self.title)
        views = (
            (BALANCES, _("Show what each fund has"), "B", _("balance")),
            (RUNWAY, _("Show how long money lasts"), "W", _("weeks")),
            (STIPENDS, _("Show stipends"), "S", ""),
            (EXPENSES, _("Show expenses"), "E", _("approve receipt")),
            (BANK, _("Show the bank"), "K", _("statement check")),
            (ASKS, _("Show asks and reports"), "A", _("funder grant")),
            (BOOKS, _("Show the books"), "L", _("ledger transaction")),
            (LISTS, _("Show lists of funds, accounts, pledges"), "", ""),
        )
        shown = [
            Command(words, lambda view=view: self.show_view(view), "funds", (key,) if key else (), here, also)
            for view, words, key, also in views
        ]
        return [
            *shown,
            Command(_("Book"), lambda: self._begin(BALANCES), "add", (), here, _("transaction")),
            Command(_("Move money between funds"), lambda: self._on_balances("move_money"), "forward", (), here),
            Command(_("Exchange currencies"), lambda: self._on_balances("exchange"), "forward", (), here, _("rate")),
            Command(_("Close a month"), lambda: self._on_balances("close_month"), "lock", (), here),
            Command(_("Read a statement of the bank"), lambda: self.choose(""), "open", (), here, _("camt ofx csv")),
            Command(_("Reverse the chosen transaction"), self._reverse, "undo", (), here),
            Command(_("Print the month of the treasurer"), self._print_month, "print", (), here),
        ]

    # The pages.

    def view(self) -> str:
        """Say which page is in sight; a statement is looked at on that of the bank."""
        return self.stack.name()

    def show_view(self, view: object) -> None:
        """Show a page, unless something typed on the other does not pass yet."""
        name = str(view)
        if self.stack.has(name) and self.leave():
            self._show_page(name)
        self.views.set_value(self.view())

    def _show_page(self, name: str) -> None:
        """Bring a page into sight."""
        self.stack.show_page(name)
        page = self.stack.page()
        self.views.set_value(name)
        words = {STIPENDS: _("New stipend"), EXPENSES: _("Hand in"), BANK: _("Read a statement"), ASKS: _("New ask")}
        self.new_button.setText(_("New") if name == LISTS else words.get(name, _("Book")))
        self.header.say(self._said.get(name, ""))
        if isinstance(page, MoneyList | KindLists):
            page.enter()
        else:
            page.refresh()
        page.start()

    def _counted(self, name: str, page: _Counted) -> _Counted:
        """Say beside the title how many there are in a list."""
        page.counted.connect(lambda words: self._say(name, words))
        return self.stack.added(page)

    def _say(self, name: str, words: str) -> None:
        """Say beside the title how many there are, or as of when the figures are."""
        self._said[name] = words
        if self.view() == name:
            self.header.say(words)

    def _count(self, waiting: int) -> None:
        """Say on the page's name how many expenses wait for whoever works here."""
        self.views.set_text(EXPENSES, _("Expenses ({n})").format(n=waiting) if waiting else _("Expenses"))

    def _begin(self, view: str) -> None:
        """Go to the page of balances and ask for a booking."""
        self.show_view(view)
        self.balances.book()

    def _on_balances(self, what: str) -> None:
        """Go to the page of balances and open one of its forms."""
        self.show_view(BALANCES)
        forms_of = self.balances
        {
            "move_money": forms_of.move_money, "exchange": forms_of.exchange, "close_month": forms_of.close_month,
        }[what]()  # fmt: skip

    def _add_account(self) -> None:
        """Ask for an account of money."""
        self.show_view(BALANCES)
        self.balances.add_account()

    def _reverse(self) -> None:
        """Reverse the transaction that is chosen in the books."""
        self.show_view(BOOKS)
        self.bookings.reverse()

    def _print_month(self) -> None:
        self.desk.go("print", "treasurer-month")

    def _pay(self, expense: str) -> None:
        """Ask from which account the chosen expense is paid."""
        view = self.expenses.strip.view
        is_transfer = view is not None and view.is_transfer

        def act(vault: Vault, wanted: dict[str, str]) -> Changed:
            return treasurer.pay(vault, expense, wanted)

        self.desk.ask(
            choices_of,
            lambda choices: self.expenses.open_money_form(
                forms.pay_form(choices, self.desk.today(), transfer=is_transfer),
                act,
                _("Paid, and booked."),
                final=True,
            ),
            key=(self, "choices"),
        )

    # Statements.

    def choose(self, account: str) -> None:
        """Ask for a file."""
        path = self._dialogs.open_file(self, _("Choose a statement"), f"{_(STATEMENTS)};;{_(ALL_FILES)}")
        if path is not None:
            self._read(path, account)

    def _read(self, path: Path, account: str) -> None:
        """Look at a file before it is taken."""
        if self.leave():
            self.stack.show_page(BANK)
            self.stack.setCurrentWidget(self.statement)
            self.views.set_value(BANK)
            self.statement.read(path, account)
            self.statement.start()
