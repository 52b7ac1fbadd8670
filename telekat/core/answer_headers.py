"""Values of headers that stand on every answer, whichever door it leaves by (SECURITY-REQUIREMENTS B-04)."""

HSTS = "max-age=63072000; includeSubDomains"  # two years
_OFF = ("geolocation", "camera", "microphone", "payment", "usb", "serial", "midi", "display-capture")
PERMISSIONS = ", ".join(f"{name}=()" for name in _OFF)
