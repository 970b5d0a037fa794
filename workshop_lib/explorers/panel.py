"""What every explorer is: controls, a picture, a line that says the state.

What ipywidgets leaves undone, DRESS does in the page: a slider's handle gets the
name that stands beside it, the line of state is announced, and JupyterLab's own
shortcuts keep off (with a menu in focus, its arrow keys would change the cell).
What plays stops as soon as nobody can see it: the page counts the views of a
widget in `_view_count`. STYLE also stands in the page, and goes with the explorer.
"""

import asyncio
from urllib.parse import quote

import ipywidgets
from IPython.display import HTML, display

ARROW = (  # of a menu, in a grey that shows on light and on dark
    "<svg xmlns='http://www.w3.org/2000/svg' width='18' height='18'>"
    "<path d='M5 7l4 4 4-4' stroke='gray' stroke-width='2.5' fill='none'/></svg>"
)
NOTE = (
    "Does nothing move here, say after a restart? Choose Run, Run All Above Selected "
    "Cell, and then run this cell."
)
STYLE = f"""
<style>
.explorer .widget-dropdown > select {{
  background-image: url("data:image/svg+xml,{quote(ARROW)}")
}}
.explorer img.widget-image {{border-radius: 10px; max-width: calc(100% - 4px)}}
.explorer-state .widget-html-content {{line-height: 1.45}}
.explorer .jupyter-widgets-disconnected::before {{display: none}}
.explorer.jupyter-widgets-disconnected::before {{
  content: "{NOTE}"; color: inherit; font: bold 14px sans-serif; padding: 6px 0
}}
.jp-OutputArea-child:has(.explorer) + .jp-OutputArea-child:has(.explorer-note) {{
  display: none
}}
</style>
"""
DRESS = """
<img alt="" style="display:none" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEK\
AAEALAAAAAABAAEAAAICTAEAOw==" onload="
const all = this.closest('.explorer');
const dress = () => {
  for (const one of all.querySelectorAll('button, select, [tabindex], .widget-readout'))
    one.dataset.lmSuppressShortcuts = 'true';
  for (const handle of all.querySelectorAll('[role=slider]')) {
    const label = handle.closest('.widget-slider').querySelector('label');
    handle.setAttribute('aria-label', label.title || label.textContent);
  }
  for (const readout of all.querySelectorAll('.widget-readout')) {
    const label = readout.closest('.widget-slider').querySelector('label');
    readout.setAttribute('role', 'textbox');
    readout.setAttribute('aria-label', (label.title || label.textContent) + ', typed');
  }
  for (const line of all.querySelectorAll('.explorer-state .widget-html-content'))
    line.setAttribute('role', 'status');
  for (const picture of all.querySelectorAll('img.widget-image'))
    picture.alt = 'a picture; the line below it says what it shows';
};
// Without an explorer round it: this page has been drawn anew meanwhile.
if (all) for (const wait of [0, 200, 1000, 3000]) setTimeout(dress, wait);
">
"""
PLAY, PAUSE = "▶ Play", "❚❚ Pause"
WIDE = ipywidgets.Layout(width="auto", max_width="1100px")
NARROW = {"description_width": "initial"}  # as wide as the name
ROW = ipywidgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="4px 12px")


def slider(kind, name, spoken, value, width="300px", **options):
    """Return a slider called `name` on the page and `spoken` to the ear."""
    return kind(
        value=value, description=name, tooltip=spoken,
        layout=ipywidgets.Layout(width=width), style=NARROW, **options,
    )  # fmt: skip


def choice(name, spoken, options, index=0, width="220px"):
    """Return a menu of `options`, a list or a dict, with one of them chosen."""
    return ipywidgets.Dropdown(
        options=options, index=index, description=name, tooltip=spoken, style=NARROW,
        layout=ipywidgets.Layout(width=width),
    )  # fmt: skip


def button(name, spoken, on_click):
    """Return a button that calls `on_click()`."""
    width = ipywidgets.Layout(width="auto", min_width="6em")
    made = ipywidgets.Button(description=name, tooltip=spoken, layout=width)
    made.on_click(lambda _: on_click())
    return made


class Panel(ipywidgets.VBox):
    """An explorer on the page. `show` its picture, `say` its state."""

    def __init__(self, name, picture=None, tick=None, interval=1.0, rewind=None):
        """Make an explorer without controls, for `arrange` to bring.

        `tick()` takes one step of what plays, every `interval` seconds, and
        returns whether there is more to come; `play_button` starts and stops it,
        and calls `rewind()` before it starts.
        """
        self.name, self._tick, self._interval, self._task = name, tick, interval, None
        self._rewind = rewind
        self.picture = picture or ipywidgets.HTML(layout=WIDE)
        self.state = ipywidgets.HTML(layout=WIDE)
        self.state.add_class("explorer-state")
        self.controls = ipywidgets.VBox()
        super().__init__(
            [self.controls, self.picture, self.state, ipywidgets.HTML(STYLE + DRESS)],
            layout=ipywidgets.Layout(overflow="hidden"),
        )
        self.play_button = button(PLAY, "play or pause", self.play_or_pause)
        self.add_class("explorer")
        self._view_count = 0  # from here on the page counts
        self.observe(self._stop_unseen, "_view_count")

    def arrange(self, *rows):
        """Put rows of controls above the picture."""
        boxes = [ipywidgets.Box(row, layout=ROW) for row in rows]
        self.controls.children = boxes

    def show(self, picture):
        """Put a picture on the page: HTML, or for an Image the bytes of a PNG."""
        self.picture.value = picture

    def say(self, text):
        """Say the state in one line, to eyes and ears."""
        self.state.value = text

    @property
    def playing(self):
        """Whether the next step comes by itself."""
        return self._task is not None and not self._task.done()

    def play_or_pause(self):
        """Start to play, or stop."""
        if self.playing:
            return self.pause()
        if self._rewind:
            self._rewind()
        self._task = asyncio.get_running_loop().create_task(self._play())

    def pause(self):
        """Stop playing; do nothing when nothing plays."""
        if self.playing:
            self._task.cancel()

    async def _play(self):
        self.play_button.description = PAUSE
        try:
            while self._tick():
                await asyncio.sleep(self._interval)
        finally:
            self.play_button.description = PLAY

    def _stop_unseen(self, change):
        if not change.new:
            self.pause()

    def get_state(self, key=None, drop_defaults=False):
        """Return the widget's state; a page that asks anew has no view of it yet."""
        state = super().get_state(key, drop_defaults)
        return state | {"_view_count": 0} if key is None else state

    def _ipython_display_(self):
        """Show it, and below it what to do where it does not move.

        The note stays in the notebook when a page loaded anew finds no explorer. Where
        there is one, its STYLE hides the note, and says it at its top if its kernel
        is gone.
        """
        display(self._repr_mimebundle_(), raw=True)
        display(HTML(f'<div class="explorer-note">{NOTE}</div>'))

    def __repr__(self):
        return f"Explorer: {self.name} (it moves once this cell has run)"
