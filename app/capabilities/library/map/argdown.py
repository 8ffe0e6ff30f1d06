"""Reading Argdown (argdown.org): statements, arguments, their relations, and premise-conclusion blocks.

Read line by line with a stack of its own, so that neither depth nor length can exhaust anything. What the format has
and a map does not is named with its line, not dropped silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.capabilities.library.map.graph import ATTACK, SUPPORT, UNDERCUT
from app.i18n import _
from app.problems import WrongValue

LARGEST = 8_000_000
MOST_RELATIONS = 100_000
NO_CONCLUSION = "…"

_RELATION = re.compile(r"(<\+|\+>|<-|->|<_|_>|><|\+|-|_)\s+(\S.*)")
_NUMBERED = re.compile(r"\((\d+)\)\s*(.*)")
_INFERENCE = re.compile(r"-{2,}(.*?)(?:-{2,})?")
_DATA = re.compile(r"\s*\{[^{}]*\}\s*$")
_NAMED = (("[", "]"), ("<", ">"))
_KINDS = {"+": SUPPORT, "-": ATTACK, "_": UNDERCUT}


@dataclass
class Drawn:
    """What a file draws: texts of claims and arguments by title, premises, relations, and what found no place."""

    claims: dict[str, str] = field(default_factory=dict[str, str])
    arguments: dict[str, str] = field(default_factory=dict[str, str])
    premises: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    relations: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    left: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


@dataclass(frozen=True)
class _Node:
    title: str
    is_claim: bool


@dataclass
class _Block:
    """A premise-conclusion block while it is read: its argument, what its next step rests on, and its last line."""

    argument: str
    resting: list[str] = field(default_factory=list[str])
    steps: int = 0
    concludes: bool = False
    conclusion: tuple[str, str] | None = None  # The argument of the last step, and its unnamed conclusion.


def read_argdown(text: str) -> Drawn:
    """Read a file; `WrongValue` names the line that cannot be read, and nothing is taken."""
    if len(text) > LARGEST:
        raise WrongValue(_("This Argdown file is too long: 8 MB are read at most."), kept=_("Nothing was changed."))
    return _Reading().read(text)


class _Reading:
    def __init__(self) -> None:
        self.drawn = Drawn()
        self.line = 0
        self.stack: list[tuple[int, _Node]] = []
        self.block: _Block | None = None
        self.last: _Node | None = None
        self.until = ""  # What ends the comment, front matter or inference that was begun.
        self.since = 0

    def read(self, text: str) -> Drawn:
        for number, line in enumerate(text.splitlines(), 1):
            self.line = number
            self._line(line)
        if self.until in {"*/", "-->"}:
            self._refuse(_("something that is begun here has no end"), self.since)
        self._close_block()
        return self.drawn

    def _refuse(self, what: str, line: int = 0) -> None:
        raise WrongValue(
            _("Line {line} of the Argdown file: {what}.").format(line=line or self.line, what=what),
            kept=_("Nothing was changed."),
        )

    def _leave(self, what: str) -> None:
        self.drawn.left.append((self.line, what))

    def _line(self, line: str) -> None:
        stripped = line.strip()
        if self.until:
            if stripped.endswith(self.until) and (self.until != "--" or set(stripped) == {"-"}):
                self.until = ""
            return
        if not stripped:
            self.last = None
        elif not self._aside(stripped):
            self._content(len(line) - len(line.lstrip()), stripped)

    def _aside(self, stripped: str) -> bool:
        """Take what is no part of a map: comments, front matter, headings, lists."""
        for begin, end, what in (("/*", "*/", _("a comment")), ("<!--", "-->", _("a comment"))):
            if stripped.startswith(begin):
                self.until, self.since = ("" if stripped.endswith(end) else end), self.line
                self._leave(what)
                return True
        if stripped == "===" and not self.drawn.claims and not self.drawn.arguments:
            self.until, self.since = "===", self.line
            self._leave(_("front matter"))
            return True
        if stripped.startswith("//") or re.match(r"#{1,6}\s", stripped) or re.match(r"(\*|\d+\.)\s", stripped):
            self._leave(_("a comment, heading or list: {text}").format(text=stripped[:80]))
            return True
        return False

    def _content(self, indent: int, stripped: str) -> None:
        numbered, relation = _NUMBERED.fullmatch(stripped), _RELATION.fullmatch(stripped)
        if relation:
            self._related(indent, relation[1], relation[2])
        elif numbered:
            self._numbered(indent, numbered[2])
        elif self.block and (inference := _INFERENCE.fullmatch(stripped)):
            self._inference(stripped, inference[1])
        elif self.last and stripped[0] not in "[<":
            self._goes_on(stripped)
        else:
            self._close_block()
            self.last = self._node(stripped)
            self.stack = [(indent, self.last)]

    def _node(self, words: str) -> _Node:
        """Read a statement or argument, with its text if it has one here."""
        if data := _DATA.search(words):
            self._leave(_("data: {text}").format(text=data[0].strip()[:80]))
            words = words[: data.start()]
        for begin, end in _NAMED:
            if words.startswith(begin):
                title, closed, rest = words[1:].partition(end)
                title = " ".join(title.split())
                if not closed or not title:
                    self._refuse(_("a title has no end"))
                text = rest.strip().removeprefix(":").strip()
                return self._known(_Node(title, begin == "["), text)
        return self._known(_Node(" ".join(words.split())[:200], is_claim=True), words)

    def _known(self, node: _Node, text: str) -> _Node:
        texts = self.drawn.claims if node.is_claim else self.drawn.arguments
        before = texts.setdefault(node.title, text)
        if not before:
            texts[node.title] = text
        elif text and text != before:
            self._leave(_("another text of “{title}”: {text}").format(title=node.title, text=text[:80]))
        return node

    def _goes_on(self, words: str) -> None:
        assert self.last is not None
        texts = self.drawn.claims if self.last.is_claim else self.drawn.arguments
        texts[self.last.title] = f"{texts[self.last.title]} {words}".strip()

    def _related(self, indent: int, sign: str, words: str) -> None:
        """Take a relation to what stands above it with less indent."""
        while self.stack and self.stack[-1][0] >= indent:
            self.stack.pop()
        if not self.stack:
            self._refuse(_("a relation stands below nothing"))
        if len(self.drawn.relations) >= MOST_RELATIONS:
            self._refuse(_("more than 100,000 relations"))
        above, node = self.stack[-1][1], self._node(words)
        if sign == "><":
            self._contrary(above, node)
        else:
            kind = _KINDS[sign.strip("<>")]
            self._relate(*((above, kind, node) if sign.endswith(">") else (node, kind, above)))
        self.stack.append((indent, node))
        self.last = node

    def _relate(self, source: _Node, kind: str, target: _Node) -> None:
        """Write a relation down in our terms; a claim acts through an argument whose one premise it is."""
        if kind == UNDERCUT and target.is_claim:
            self._refuse(_("an undercut is of an argument, not of a claim"))
        if kind != UNDERCUT and not target.is_claim:
            words = _("“{source}” {kind} the argument “{target}”: say which of its premises")
            self._leave(words.format(source=source.title, kind=kind, target=target.title))
            return
        block = self.block
        if source.is_claim and block and block.conclusion and block.conclusion[1] == source.title:
            self._folded(block, kind, target)
            return
        argument = source.title if not source.is_claim else self._acting(source, kind, target)
        self.drawn.relations.append((argument, kind, target.title))

    def _folded(self, block: _Block, kind: str, target: _Node) -> None:
        """Let an argument whose conclusion has no name do itself what its conclusion does."""
        assert block.conclusion is not None
        argument, text = block.conclusion
        if (argument, SUPPORT, text) in self.drawn.relations:
            self.drawn.relations.remove((argument, SUPPORT, text))
            self.drawn.claims.pop(text, None)
        self.drawn.relations.append((argument, kind, target.title))

    def _acting(self, source: _Node, kind: str, target: _Node) -> str:
        title = f"{source.title} {kind} {target.title}"
        self.drawn.arguments.setdefault(title, "")
        if (title, source.title) not in self.drawn.premises:
            self.drawn.premises.append((title, source.title))
        return title

    def _contrary(self, one: _Node, other: _Node) -> None:
        if not one.is_claim or not other.is_claim:
            self._refuse(_("only claims are contrary to each other"))
        self._relate(one, ATTACK, other)
        self._relate(other, ATTACK, one)

    def _numbered(self, indent: int, words: str) -> None:
        """Take a line of a premise-conclusion block; the block is of the argument above it."""
        if self.block is None:
            above = self.stack[0][1] if self.stack else None
            if above is None or above.is_claim:
                above = self._known(_Node(_("Argument of line {line}").format(line=self.line), is_claim=False), "")
            self.block = _Block(above.title)
        block = self.block
        named = words.startswith("[")
        if block.concludes and words.strip() == NO_CONCLUSION:
            block.conclusion, block.concludes, block.resting = None, False, []
            return
        if not words:
            self._refuse(_("a number stands before nothing"))
        fresh = " ".join(words.split())[:200] not in self.drawn.claims
        node = self._node(words)
        if block.concludes:
            self._concluded(block, node, unnamed=not named and fresh)
        else:
            block.conclusion = None
            block.resting.append(node.title)
        self.stack = [(indent, node)]
        self.last = node

    def _concluded(self, block: _Block, node: _Node, *, unnamed: bool) -> None:
        block.steps += 1
        title = block.argument if block.steps == 1 else f"{block.argument} ({block.steps})"
        self.drawn.arguments.setdefault(title, "")
        self.drawn.premises += [(title, each) for each in block.resting if (title, each) not in self.drawn.premises]
        self.drawn.relations.append((title, SUPPORT, node.title))
        block.conclusion = (title, node.title) if unnamed else None
        block.resting, block.concludes = [node.title], False

    def _inference(self, stripped: str, rule: str) -> None:
        assert self.block is not None
        if not self.block.resting:
            self._refuse(_("a conclusion without a premise"))
        self._step_without_conclusion()
        self.block.concludes = True
        self.last = None
        if stripped == "--":
            self.until, self.since = "--", self.line
            self._leave(_("a rule of inference"))
        elif rule.strip():
            self._leave(_("a rule of inference: {text}").format(text=rule.strip()[:80]))

    def _step_without_conclusion(self) -> None:
        """Give premises to the argument at once, so that it has them if its conclusion says nothing."""
        block = self.block
        if block and not block.steps:
            pairs = [(block.argument, each) for each in block.resting]
            self.drawn.premises += [pair for pair in pairs if pair not in self.drawn.premises]

    def _close_block(self) -> None:
        if self.block and self.block.concludes:
            self._refuse(_("a block has no conclusion"))
        if self.block and not self.block.steps:
            self._step_without_conclusion()
        self.block = None
