"""The API's description says what the server does: every door is in it, and nothing else."""

import re

from telekat.web.http import DOORS
from telekat.web.openapi import description


def test_every_open_api_door_is_described(app):
    described = description()["paths"]
    for door in DOORS.values():
        if door.api:
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", door.rule)
            assert door.method.lower() in described[path]


def test_every_described_path_answers_at_the_server(app, browser_of):
    stranger = browser_of(None)
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            address = re.sub(r"\{\w+\}", "x", path)
            answer = stranger.client.open(address, method=method.upper(), json={})
            if operation["security"]:
                assert answer.status_code == 401, f"{method} {path}"
            else:
                assert answer.status_code in (200, 422), f"{method} {path}"


def test_every_reference_leads_somewhere(app):
    document = description()
    text = str(document)
    for name in set(re.findall(r"#/components/schemas/(\w+)", text)):
        assert name in document["components"]["schemas"]


def test_document_is_served_without_sign_in(browser_of):
    answer = browser_of(None).get("/api/v1/openapi.json")
    assert answer.status_code == 200 and answer.json["openapi"] == "3.1.0"
