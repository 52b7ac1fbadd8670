"""The practice's own settings: name, hours, telephone, crisis lines, clocks. Versioned: who changed what, when."""
