"""Security headers on every answer, errors too (SECURITY-REQUIREMENTS B-03, B-04)."""

import secrets

from flask import Flask, Response, g, request

from telekat.core.answer_headers import HSTS, PERMISSIONS


def nonce() -> str:
    """This response's nonce: 128 random bits, made at first use."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    value: str = g.csp_nonce
    return value


def install(app: Flask, public_url: str) -> None:
    """Add the headers to every response of `app`."""
    socket_origin = public_url.replace("http", "ws", 1)
    secure = public_url.startswith("https://")

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = _policy(nonce(), socket_origin)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS
        if secure:
            headers["Strict-Transport-Security"] = HSTS
        if request.endpoint != "static":
            headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        elif "v" not in request.args:
            headers["Cache-Control"] = "no-cache"  # modules name each other without a fingerprint
        return response


def _policy(nonce_value: str, socket_origin: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce_value}' 'strict-dynamic'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "font-src 'self'",
            f"connect-src 'self' {socket_origin}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "require-trusted-types-for 'script'",
            "report-uri /csp-report",
        )
    )
