"""The one small language of definitions: parsed by `ast`, held to an allow-list, typed, compiled to closures."""
