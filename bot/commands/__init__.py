"""The command line, one file for each group of commands; what they do lives in other rooms."""
