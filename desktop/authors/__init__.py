"""For those who write plug-ins: a plug-in to begin with, what is wrong with one, notebooks there and back."""
