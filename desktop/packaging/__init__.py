"""How the app is set up from a checkout, and packed for people who have none. Nothing of the app imports this."""
