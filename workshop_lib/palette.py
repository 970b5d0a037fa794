"""One palette for every figure, diagram and explorer.

The hues are Okabe and Ito's, which stay apart for every kind of colour vision;
each is darkened until it can be read as text on white (contrast above 4.5).
Colour never stands alone: MARKS gives each quantity its own plot mark, and in
a diagram each has its own place and name.
"""

PALETTE = {
    "w": "#0072B2",  # blue: on the edges
    "b": "#8A6D00",  # dark yellow: above a neuron
    "z": "#9C4A7B",  # purple: left half of a neuron
    "a": "#00785A",  # green: right half of a neuron
    "cost": "#1B1B1B",  # black: the box at the end
    "grad": "#C24400",  # vermilion: everything that flows backwards
    "accent": "#E69F00",  # orange: what you are looking at (never text)
    "muted": "#5F6770",  # grey: not (yet) of interest
}

CARD_EDGE = "#d5d9de"  # of the white card that each picture lies on

MARKS = {"w": "D", "b": "s", "z": "^", "a": "o", "cost": "*", "grad": "v"}


def tint(name, strength=0.1):
    """Return the colour PALETTE[name], mixed into white, as "#rrggbb"."""
    rgb = (int(PALETTE[name][i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - strength * (255 - c)):02x}" for c in rgb)
