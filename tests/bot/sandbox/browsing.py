"""The chat page in a real browser, and what a test asks of it besides what it shows."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Locator, Page, Request, async_playwright

CHROMIUM = next(
    (
        path
        for path in ("/usr/bin/chromium", shutil.which("chromium"))
        if path and Path(path).exists()
    ),
    None,
)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
SCREENSHOTS = Path(__file__).parents[3] / "test-output" / "chat-page"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
WIDE = {"width": 1920, "height": 1080}
TOUR_TAKEN = 11  # what the page remembers after the tenth step
PATIENCE = 10_000  # ms; the machine may be busy

LOW_CONTRAST = (Path(__file__).parent / "low_contrast.js").read_text(encoding="utf-8")
SMALL_TARGETS = """() => [...document.querySelectorAll("button, select, textarea, a[href]")]
  .filter((node) => node.checkVisibility() && !node.closest(".text") && !node.matches(".skip"))
  .map((node) => [node.className || node.id, node.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
  .map(([name, box]) => `${name}: ${Math.round(box.width)}x${Math.round(box.height)}`)"""


@dataclass
class Visit:
    """A browser, whose pages must not complain, nor ask anyone but the sandbox."""

    base: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    async def open(
        self,
        size: Any = DESKTOP,
        *,
        scheme: Literal["light", "dark"] = "light",
        language: str = "vi",
        tour: int | None = TOUR_TAKEN,
    ) -> Page:
        """The page at its first visit, or as one finds it who took the tour up to a step."""
        touch = size["width"] < 700
        context = await self.browser.new_context(
            viewport=size, color_scheme=scheme, has_touch=touch, is_mobile=touch, locale="vi-VN"
        )
        await context.add_init_script(f"""if (!localStorage.length) {{
            localStorage.setItem("dondoc.language", '"{language}"');
            {f'localStorage.setItem("dondoc.tour", {tour});' if tour else ""}
        }}""")
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._note_console(said.type, said.text))
        page.on("request", self._note_request)
        await page.goto(self.base)
        return page

    def _note_console(self, kind: str, text: str) -> None:
        if kind == "error" and "Content Security Policy" in text:
            self.complaints.append(text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.complaints.append(f"asked {request.url}")


@asynccontextmanager
async def visiting(base: str) -> AsyncIterator[Visit]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        visit = Visit(base, browser)
        yield visit
        await browser.close()
    assert visit.complaints == []


def column(page: Page, name: str) -> Locator:
    """A person's column, by the beginning of its name."""
    return page.locator(f'section.column[aria-label^="{name}"]')


def writing(page: Page, name: str) -> Locator:
    return column(page, name).locator("textarea")


async def picture(page: Page, name: str) -> None:
    """Leave a screenshot for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")
