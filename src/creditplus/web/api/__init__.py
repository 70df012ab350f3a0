"""The doors of the HTTP API, one file for each thing they are about. Each function is its action's name and passes on."""
