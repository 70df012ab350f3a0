"""The doors: where people and machines come in. They understand, pass on and answer; all thinking is done further in.

`doors` is the table of all of them, `api/` their code, `given` says who asks and keeps an action whole, `bodies` reads what was
sent, `errors` tells what could not be done, `openapi` and `pages/` describe it all, and `app` puts it together.
"""
