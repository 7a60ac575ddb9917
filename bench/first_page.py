"""(c) The first page in a browser: requests and bytes."""

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Response, sync_playwright

from bench.program import address_of, command, environment, running


def main() -> None:
    answers: list[Response] = []
    with tempfile.TemporaryDirectory() as made, sync_playwright() as driver:
        folder = Path(made)
        with running(command(folder, "--browser", "--no-open"), environment(folder)) as process:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
            page = browser.new_page()
            page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - the driver marks the function
            page.goto(address_of(process))
            page.wait_for_load_state("networkidle")
            sizes = [answer.request.sizes() for answer in answers]
            browser.close()
    total = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    print(f"(c) first page: {len(answers)} requests (held to 10), {total / 1000:.0f} kB (held to 200 kB)")


if __name__ == "__main__":
    main()
