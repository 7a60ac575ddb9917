"""The server: a loopback web application that runs workflows.

`domain` holds the rules, `adapters` the edges, `web` the pages, `plugin` what plug-ins see, `demo` a Botify of its own.
"""
