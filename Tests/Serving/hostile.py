"""Requests that no honest client sends. The server answers them with an error or ends the connection,
takes nothing of them, and goes on serving others."""

import re
import socket
import time

from served import Server

HEAD = "Host: ledger\r\n"


def exchange(port, data, seconds=5):
    """What comes back until the server ends the connection or is silent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        try:
            connection.sendall(data)
            while True:
                piece = connection.recv(65_536)
                if not piece:
                    break
                answer += piece
        except (socket.timeout, ConnectionError):
            pass
        return answer


def statuses(answer):
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def smuggled(server):
    """Each hides a second request in what a careless parser takes for a body, or the other way round.
    What is hidden delivers with a token, so that the log shows whether it was obeyed."""
    auth = f"Authorization: Bearer {server.token}\r\n"
    inner_body = b'{"hop":"check","n":"smuggled"}'
    inner = (
        f"POST /v1/channels/hop/deliveries HTTP/1.1\r\n{HEAD}{auth}"
        f"Content-Length: {len(inner_body)}\r\n\r\n").encode() + inner_body
    post = f"POST /v1/channels/hop/deliveries HTTP/1.1\r\n{HEAD}"
    chunked = b"0\r\n\r\n" + inner
    lengths = f"Content-Length: {len(chunked)}\r\n"
    yield "CL and TE", (post + lengths + "Transfer-Encoding: chunked\r\n\r\n").encode() + chunked
    yield "TE and CL", (post + "Transfer-Encoding: chunked\r\n" + lengths + "\r\n").encode() + chunked
    yield "two CL", (
        post + f"Content-Length: 0\r\nContent-Length: {len(inner)}\r\n\r\n").encode() + inner
    yield "CL list", (post + f"Content-Length: 0, {len(inner)}\r\n\r\n").encode() + inner
    yield "signed CL", (post + "Content-Length: +0\r\n\r\n").encode() + inner
    yield "negative CL", (post + "Content-Length: -1\r\n\r\n").encode() + inner
    yield "huge CL", (post + "Content-Length: 99999999999999999999\r\n\r\n").encode() + inner
    yield "hex CL", (post + "Content-Length: 0x0\r\n\r\n").encode() + inner
    for name in ["xchunked", "chunked, identity", "identity, chunked, identity", "\x0bchunked"]:
        yield f"TE {name!r}", (post + f"Transfer-Encoding: {name}\r\n\r\n").encode() + chunked
    yield "blank before colon", (post + "Transfer-Encoding : chunked\r\n\r\n").encode() + chunked
    yield "folded header", (
        post + "X: 1\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n").encode() + inner
    for size in ["-1", "0x5", "5;\x00", "FFFFFFFFFFFFFFFFF", "", " 5", "5 5"]:
        yield f"chunk size {size!r}", (
            (post + "Transfer-Encoding: chunked\r\n\r\n").encode()
            + size.encode() + b"\r\nhello\r\n0\r\n\r\n" + inner)
    yield "chunk without end", (
        (post + "Transfer-Encoding: chunked\r\n\r\n").encode() + b"5\r\nhelloXX0\r\n\r\n" + inner)
    yield "bare LF", (post.replace("\r\n", "\n") + "Content-Length: 0\n\n").encode() + b""


def malformed():
    yield "no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(300)
    yield "HTTP/0.9", b"GET /\r\n\r\n"
    yield "HTTP/3.0", b"GET / HTTP/3.0\r\nHost: x\r\n\r\n"
    yield "NUL in header", f"GET / HTTP/1.1\r\n{HEAD}X: a\0b\r\n\r\n".encode()
    yield "blank in path", f"GET /a b HTTP/1.1\r\n{HEAD}\r\n".encode()
    yield "huge header", f"GET / HTTP/1.1\r\n{HEAD}X: {'a' * 5_000_000}\r\n\r\n".encode()
    yield "many headers", (
        f"GET / HTTP/1.1\r\n{HEAD}" + "".join(f"X{i}: 1\r\n" for i in range(50_000)) + "\r\n"
    ).encode()
    yield "huge path", f"GET /{'a' * 5_000_000} HTTP/1.1\r\n{HEAD}\r\n".encode()


PATHS = [
    "/../../../etc/passwd", "/..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
    "/assets/../../../../etc/passwd", "/assets/..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/assets/%00", "//etc/passwd", "/v1/channels/..%2f..%2ftokens/deliveries",
    "/v1/channels/%2e%2e/deliveries", "/v1/orders/%ff%fe", "/v1/orders/..%2f..%2ftokens",
    "/v1/events/../../tokens", "/tokens", "/log.mdb", "/assets/..\\..\\tokens",
]


def check_paths(server):
    failures = []
    for path in PATHS:
        for method in ["GET", "POST"]:
            request = f"{method} {path} HTTP/1.1\r\n{HEAD}Connection: close\r\n\r\n"
            answer = exchange(server.port, request.encode())
            found = statuses(answer)
            if not found or found[0] >= 500 or b"root:" in answer or b"sha256" in answer:
                failures.append(f"{method} {path}: {answer[:100]!r}")
    return failures


def check_pipelined(server):
    """Twenty requests sent at once are answered in their order."""
    requests = b""
    for number in range(20):
        body = f'{{"hop":"check","n":"pipelined-{number}"}}'
        requests += (
            f"POST /v1/channels/hop/deliveries HTTP/1.1\r\n{HEAD}"
            f"Authorization: Bearer {server.token}\r\n"
            f"{'Connection: close' + chr(13) + chr(10) if number == 19 else ''}"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()
    found = statuses(exchange(server.port, requests))
    return [] if found == [200] * 20 else [f"pipelined: {found}"]


def check_slow(server):
    """Heads and bodies that come byte by byte, and connections that are closed half: all are ended."""
    begin = time.monotonic()
    drips = []
    for number in range(60):
        connection = socket.create_connection(("127.0.0.1", server.port))
        if number % 3 == 0:
            connection.sendall(b"POST /v1/channels/hop/deliveries HTTP/1.1\r\nHost: x\r\nX: ")
        elif number % 3 == 1:
            connection.sendall(
                b"POST /v1/channels/hop/deliveries HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + server.token.encode() + b"\r\nContent-Length: 100000\r\n\r\n")
        else:
            connection.sendall(b"GET / HTT")
            connection.shutdown(socket.SHUT_WR)
        drips.append(connection)
    open_ones = list(drips)
    failures = []
    while open_ones and time.monotonic() - begin < 75:
        for connection in list(open_ones):
            try:
                connection.settimeout(0.01)
                connection.send(b"a")
                if connection.recv(1_000) == b"":
                    raise ConnectionError
            except socket.timeout:
                pass
            except OSError:
                open_ones.remove(connection)
                connection.close()
        time.sleep(0.5)
    if open_ones:
        failures.append(f"{len(open_ones)} of {len(drips)} slow connections were not ended")
    print(f"slow and half-closed: {len(drips)} ended within {time.monotonic() - begin:.0f} s")
    return failures


def run(arguments, folder):
    server = Server(arguments.binary, folder, "hostile")
    server.start()
    failures = []
    cases = [("smuggling", case) for case in smuggled(server)]
    cases += [("malformed", case) for case in malformed()]
    for kind, (name, data) in cases:
        found = statuses(exchange(server.port, data, seconds=3))
        if any(status >= 500 for status in found):
            failures.append(f"{kind}, {name}: {found}")
        if not server.is_up:
            return failures + [f"{kind}, {name}: the server ended"]
    failures += check_paths(server) + check_pipelined(server) + check_slow(server)
    if not server.answers():
        failures.append("an honest client is not served afterwards")
    memory = server.megabytes()
    server.end()
    exported = server.command("export", "log", "-")
    if "smuggled" in exported:
        failures.append("a smuggled request was obeyed")
    print(
        f"hostile: {len(cases)} requests, {2 * len(PATHS)} paths, {len(failures)} failures; "
        f"memory {memory[0]} MB, at most {memory[1]} MB")
    return failures
