"""Limit this process, then become the program that is named: bytes of memory, seconds, command.

Started by `ocr` as a script. The program may write no file.
"""

import os
import resource
import sys


def main(memory: str, seconds: str, *command: str) -> None:
    """Set the limits and start the command in place of this process."""
    for limit, value in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(limit, (value, value))
    os.nice(5)  # Questions go before.
    os.execv(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
