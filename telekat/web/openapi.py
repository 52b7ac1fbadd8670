"""The API's description (OpenAPI 3.1), made from the open doors themselves, so that it cannot drift from them."""

import re
from typing import Any

import msgspec

from telekat.web import csrf
from telekat.web.http import DOORS, Doors, HttpDoor

doors = Doors("openapi", "/api/v1")

_ERROR_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {
                    "enum": [
                        "unauthenticated",
                        "forbidden",
                        "not_found",
                        "conflict",
                        "invalid",
                        "too_large",
                        "rate_limited",
                        "reauth_required",
                        "unavailable",
                    ]
                },
                "message": {"type": "string"},
                "fields": {"type": "object"},
                "retry_after": {"type": "integer"},
                "reason": {"type": "string"},
            },
        }
    },
}


@doors.api("/openapi.json", public=True)
def read_openapi() -> dict[str, Any]:
    """This description."""
    return description()


def description() -> dict[str, Any]:
    """The whole document."""
    open_doors = [door for door in DOORS.values() if door.api]
    shapes = sorted({shape for door in open_doors for shape in (door.schema, door.answers) if shape}, key=_name)
    _, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    paths: dict[str, dict[str, Any]] = {}
    for door in sorted(open_doors, key=lambda one: (one.rule, one.method)):
        paths.setdefault(_path(door.rule), {})[door.method.lower()] = _operation(door)
    return {
        "openapi": "3.1.0",
        "info": {"title": "TeleKAT", "version": "1", "summary": "Rooms, messages, screening and check-ins."},
        "paths": paths,
        "components": {
            "schemas": components | {"Error": _ERROR_SCHEMA},
            "securitySchemes": {"login": {"type": "apiKey", "in": "cookie", "name": "__Host-telekat"}},
        },
    }


def _name(shape: type) -> str:
    return shape.__name__


def _path(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _operation(door: HttpDoor) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": door.endpoint.replace("_api", "").replace(".", "_"),
        "summary": door.summary,
        "responses": {
            "2XX": {"description": "Done.", "content": {"application/json": {"schema": _answer_schema(door)}}},
            "default": {
                "description": "Refused, with a code and one plain sentence.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            },
        },
        "security": [] if door.public else [{"login": []}],
        "parameters": _parameters(door),
    }
    if door.schema is not None:
        schema = {"$ref": f"#/components/schemas/{door.schema.__name__}"}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _answer_schema(door: HttpDoor) -> dict[str, Any]:
    if door.answers is not None:
        return {"$ref": f"#/components/schemas/{door.answers.__name__}"}
    return {"type": "object"}


def _parameters(door: HttpDoor) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"<(?:\w+:)?(\w+)>", door.rule)
    ]
    if door.method not in csrf.SAFE and not door.public:
        found.append({"name": csrf.HEADER, "in": "header", "required": True, "schema": {"type": "string"}})
    return found
