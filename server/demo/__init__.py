"""The embedded simulator of Botify's REST API: what the demo and every test talk to instead of Botify.

pages.py, vocabulary.py     what a made-up page says          sites.py       which sites and crawls there are
fields.py, catalogue.py     what can be asked of a page       query.py       reading and refusing a BQL query
filters.py                  which pages a query means         rows.py        the rows a query answers with
jobs.py, exports.py         export jobs and their files       downloads.py   the file host
faults.py                   what can go wrong, by name        door.py        log, token, rate, faults
app.py, serve.py            the API; both hosts on loopback
"""
