"""Tasks: the to-do list of the chosen profile."""

from dataclasses import dataclass

from server.plugin import Crud, Text, Toggle


@dataclass
class Task:
    text: str
    done: bool = False
    priority: int = 0
    profile_id: int = 0


app = Crud("tasks", Task, title="Tasks", about="What is to be done.", text=Text("To do", max=500), done=Toggle("Done"))
