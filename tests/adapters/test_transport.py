"""The connections to the API, at their end."""

import socket
import threading

from server.adapters.transport import Request, Transport

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def test_what_is_closed_while_it_waits_for_an_answer_gets_it_and_leaves_no_connection_open() -> None:
    after = []

    def answer(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(20)
            connection.recv(5000)
            transport.close()
            connection.sendall(ANSWER)
            after.append(connection.recv(1))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        transport = Transport(f"http://127.0.0.1:{listener.getsockname()[1]}", lambda: None)
        thread = threading.Thread(target=answer, args=(listener,))
        thread.start()
        assert transport.ask(Request("GET", "/v1/"), patience=0).data == {}
        thread.join()
    assert after == [b""], "the connection is closed"
