"""Runs a command on a terminal of its own: on-terminal.py ROWS COLUMNS INTERRUPT COMMAND...

Writes what came to the terminal to standard output and ends with the status of the command. Where INTERRUPT is not
empty, Ctrl-C is typed as soon as it is on the terminal.
"""

import fcntl
import os
import pty
import struct
import sys
import termios

rows, columns, interrupt, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    size = struct.pack("HHHH", int(rows), int(columns), 0, 0)
    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
    os.execvp(command[0], command)
seen = b""
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    seen += piece
    if interrupt and interrupt.encode() in seen:
        interrupt = ""
        os.write(terminal, b"\x03")
sys.stdout.buffer.write(seen)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
