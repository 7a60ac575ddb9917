"""Scores: every kind of step and field, shown in plugins/README.md."""

from server.plugin import Button, Chart, Choice, Choices, Markdown, Number, Problem, Skip, Table, Text, Workflow, h

flow = Workflow("scores", title="Scores", about="Rates pages.", again="Next pages")


def addresses(text):
    """'a.example, b.example' -> ['a.example', 'b.example']"""
    found = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
    if not found:
        raise Problem("Type at least one address. Separate several with commas.")
    return found


@flow.ask("Pages", say="Which pages do you want to rate?")
def pages():
    return Text("Addresses", parse=addresses, placeholder="www.example.com, www.example.com/news")


@flow.ask("Weights", done="Words {weights[words]}, {weights[tone]} tone")
def weights(pages):
    return [
        Markdown(f"**{len(pages)}** pages will be rated."),
        {
            "words": Number("Weight of a word", value=2, min=1, max=10),
            "tone": Choice("Tone", {"dry": "as it is", "kind": "one point more"}),
        },
        "You can come back and change this at any time.",
    ]


@flow.do("Scores")
def scores(pages, weights):
    bonus = 1 if weights["tone"] == "kind" else 0
    return {page: len(page.split(".")) * weights["words"] + bonus for page in pages}


@flow.show("Compared")
def compared(scores):
    rows = [{"Page": page, "Score": score, "": Button("Explain", explain, page=page)} for page, score in scores.items()]
    return [Chart(scores, title="Scores", limit=10), Table(rows), h.P("Higher is better.")]


def explain(page, scores):
    return f"{page} has {scores[page]} points."


@flow.ask("Keep", refill=False)
def kept(scores):
    good = {page: f"{page} ({score})" for page, score in scores.items() if score >= 4}
    return Choices("Pages to keep", good, value=list(good)) if good else Skip


@flow.do("Send", button="Send the list", done=lambda sent: f"{sent} pages were sent.")
def sent(kept):
    return len(kept or [])
