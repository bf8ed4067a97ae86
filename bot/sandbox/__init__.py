"""Servers that imitate the platforms, a control API that plays the people, and a chat page.

The service talks to it over HTTP exactly as to the real thing; only the base URL differs.
`server.build_app` puts it together. Nothing outside bot/demo and the command line imports it.
"""
