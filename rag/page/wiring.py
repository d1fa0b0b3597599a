"""How buttons inside our own HTML reach Python, and settings shared by every event."""

from typing import Any

import gradio as gr

USERS_AT_ONCE = 8
_LONGEST_VALUE = 20_000

# Any element with `data-do` inside the component sends its data attributes to Python.
DELEGATE = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]');
  if (!button || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  trigger('click', {...button.dataset, selected: window.douanePage.selectionNear(button)});
});
"""


def event_data(event: gr.EventData) -> dict[str, str]:
    """The data attributes of the button; only short texts, whatever the browser sent."""
    data = event._data if isinstance(event._data, dict) else {}
    return {str(key): str(value)[:_LONGEST_VALUE] for key, value in data.items()}


def quiet() -> dict[str, Any]:
    """Options of an event: not in the API, no spinner, several visitors at once."""
    return {
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_limit": USERS_AT_ONCE,
    }
