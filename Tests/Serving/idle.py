"""Many connections that do nothing cost little, and do not keep others out."""

import resource
import socket
import time

from served import Server


def run(arguments, folder):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = arguments.idle + 200
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
        if hard < wanted:
            print(f"idle: skipped, the system allows {hard} descriptors")
            return []
    server = Server(arguments.binary, folder, "idle")
    server.start()
    before, _ = server.megabytes()
    connections = []
    for _ in range(arguments.idle):
        connections.append(socket.create_connection(("127.0.0.1", server.port), timeout=20))
    time.sleep(1)
    begin = time.monotonic()
    failures = [] if server.answers() else ["an honest client is kept out by idle ones"]
    seconds = time.monotonic() - begin
    held, _ = server.megabytes()
    # They are ended when their time is over.
    ended = 0
    limit = time.monotonic() + 90
    for connection in connections:
        connection.settimeout(max(0.01, limit - time.monotonic()))
        try:
            ended += connection.recv(1) == b""
        except OSError:
            pass
        connection.close()
    if ended != len(connections):
        failures.append(f"{len(connections) - ended} idle connections were not ended")
    after, most = server.megabytes()
    if not server.is_up or server.end() != 0:
        failures.append("the server did not stay up")
    each = (held - before) * 1_024 / max(1, arguments.idle)
    print(
        f"idle: {arguments.idle} connections; memory {before} MB before, {held} MB with them "
        f"({each:.1f} KB each), {after} MB after, at most {most} MB; "
        f"another was answered in {1_000 * seconds:.0f} ms")
    if each > 64:
        failures.append(f"an idle connection costs {each:.0f} KB")
    return failures
