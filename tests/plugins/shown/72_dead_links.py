"""Dead links: which addresses of a list no longer answer."""

from collections import Counter

from server.plugin import Chart, LongText, Problem, Progress, Table, Workflow

flow = Workflow("dead-links", title="Dead links", about="Which addresses no longer answer?", again="Next list")


def one_a_line(text):
    lines = text.split()
    if not all(line.startswith("http") for line in lines):
        raise Problem("Each line must begin with http.")
    return lines


@flow.ask("Addresses", say="Paste addresses, one a line.")
def urls():
    return LongText("Addresses", parse=one_a_line, placeholder="https://www.example.com/")


@flow.do("Look them up", button="Look them up", done=lambda answers: f"{len(answers)} addresses were asked.")
def answers(urls, http, so_far):
    for url in urls:
        if url not in so_far:
            try:
                so_far[url] = str(http.head(url).status_code)
            except Problem as problem:
                so_far[url] = str(problem)
            yield Progress(len(so_far), len(urls), url)
    return so_far


@flow.show("Result")
def result(answers):
    rows = [{"Address": url, "Answer": answer} for url, answer in answers.items()]
    return [Chart(Counter(answers.values()), title="How many of each"), Table(rows)]
