"""Every Dutch string of the page, in one place."""

TITLE = "Douanebrieven"
SUBTITLE = "Vragen aan de brieven van de Douane aan de Tweede Kamer"
LOADING = "De brieven worden geladen…"
TAB_ASK = "Vragen"
TAB_QUOTES = "Citaten"
TAB_LETTERS = "Brieven"

# Vragen
INTRO_TITLE = "Wat wilt u weten?"
INTRO = (
    "U krijgt een kort antwoord in de woorden van de brief, met de vindplaats ernaast. "
    "Staat het er niet in, dan zegt deze pagina dat."
)
EXAMPLES_LABEL = "Voorbeelden"
EXAMPLES = (
    "Hoeveel zendingen zijn voorgelegd bij de CDIU vanwege de sancties?",
    "Wat betekent IIAA?",
    "Wanneer moest iedereen zijn aangesloten op DMS?",
    "Wat is de totale waarde van de zeven vaartuigen?",
)
QUESTION_LABEL = "Uw vraag"
QUESTION_HINT = "Stel een vraag over de brieven"
ASK = "Vraag"
NEW_CONVERSATION = "Nieuw gesprek"
FILTERS = "Zoek in bepaalde brieven of een periode"
FILTER_LETTERS = "Brieven (leeg = alle)"
FILTER_SINCE = "Vanaf"
FILTER_UNTIL = "Tot en met"
FILTER_HINT = "dd-mm-jjjj of jaar"
FILTERED = "Alleen gezocht in: {}"
SEARCHED_FOR = "Gezocht naar: {}"
SEARCHING = "Zoeken in de brieven…"
YOUR_QUESTION = "Uw vraag: "
ANSWER = "Antwoord"
VERBATIM = "Letterlijk uit de brief"
COMPOSED = "{} Elke passage hiernaast is letterlijk."
WRITING = "Het taalmodel schrijft; wat hier staat is gecontroleerd…"
SOURCES = "Vindplaatsen"
SOURCE = "Bron {}"
BACK = "Terug naar [{}] in het antwoord"
COPY_REFERENCE = "Kopieer verwijzing"
COPY_ANSWER = "Kopieer antwoord met bronnen"
COPIED = "Gekopieerd"
NOT_COPIED = "Kopiëren is niet gelukt; selecteer de tekst en kopieer die zelf"
SHOW_IN_LETTER = "Toon in brief"
OPEN_LETTER = "Open de hele brief"
PUBLISHED = "Officiële publicatie"
CLOSE = "Sluiten"
NO_DATE = "zonder datum"
FOOTNOTES = "Voetnoten"
FOOTNOTE = "Voetnoot {}"
REFUSED = "Geen antwoord"
NEAREST = "Dichtbij, maar niet het antwoord"
GOOD = "Goed antwoord"
WRONG = "Antwoord klopt niet"
KEEP = "Bewaar als evalvraag"
KEPT = "Bewaard als evalvraag"
HISTORY = "Eerdere gesprekken in deze browser"
HISTORY_CLEAR = "Wis eerdere gesprekken"
HISTORY_NOTE = (
    "Alleen de vragen worden bewaard, op dit apparaat; de antwoorden worden opnieuw gezocht."
)

# Brieven
LETTERS_TABLE = "De brieven"
COLUMN_TITLE = "Titel"
COLUMN_DATE = "Datum"
COLUMN_NUMBER = "Kamerstuk"
COLUMN_SECTIONS = "Onderdelen"
CONTENTS = "Inhoud"
STATUS = "Stand van de index"
STATUS_LETTERS = "Brieven"
STATUS_PASSAGES = "Passages"
STATUS_MODEL = "Taalmodel"
STATUS_BROKEN = "Niet leesbare bestanden"
STATUS_NONE = "geen"
STATUS_WHY = "Waarom niet, zegt <code>rag letters</code> aan de beheerder."
NO_LETTERS = "Er zijn nog geen brieven. Voeg hieronder een brief toe."
UPLOAD = "Brief toevoegen"
UPLOAD_LABEL = "De brief (.docx, .pdf, .odt, .html, .xml, .md of .txt)"
UPLOAD_READING = "De brief wordt gelezen…"
UPLOAD_FOUND = (
    "De brief is gelezen. Hieronder staat wat het bestand over zichzelf zegt; wat er niet in "
    "staat, is leeg. Verbeter en vul aan waar u het weet, en kies dan ‘Voeg toe’."
)
SCANNED = "De tekst is met OCR uit een scan gelezen: cijfers en namen kunnen verkeerd gelezen zijn."
UPLOAD_ORIGIN = "Gevonden in: {}"
UPLOAD_NO_ORIGIN = "Niet gevonden in het bestand"
UPLOAD_FIELDS = {
    "title": "Titel",
    "date": "Datum (dd-mm-jjjj)",
    "sender": "Afzender",
    "sender_office": "Functie van de afzender",
    "dossier": "Dossiernummer (zoals 31934)",
    "number": "Nummer in het dossier (zoals 87)",
    "kenmerk": "Kenmerk",
    "letter_id": "Naam op deze pagina (zoals kst-31934-87)",
    "chamber": "Kamer (I of II)",
    "parliamentary_year": "Vergaderjaar (zoals 2024/25)",
    "dossier_title": "Titel van het dossier",
    "document_number": "Documentnummer",
    "case_number": "Zaaknummer",
    "url": "Adres van de officiële publicatie",
}
UPLOAD_MORE = "Meer gegevens"
UPLOAD_ADD = "Voeg toe"
UPLOAD_PROGRESS = "Voortgang van het toevoegen"
UPLOAD_STORED = "De brief is bewaard. De index wordt bijgewerkt…"
UPLOAD_INDEXING = "De passages van de brief worden in de index gezet…"
UPLOAD_DONE = "Toegevoegd, u kunt er meteen vragen over stellen:"
UPLOAD_THERE = "Deze brief staat er al:"
UPLOAD_NOT_INDEXED = "De brief is bewaard, maar kan nog niet worden doorzocht."
UPLOAD_NONE = "Kies eerst een bestand."
UPLOAD_TOO_LARGE = "Dit bestand is te groot: kies een bestand van hoogstens {} MB."
UPLOAD_NAME = (
    "Geef de brief een naam van letters en cijfers met streepjes ertussen, zoals kst-31934-87."
)
UPLOAD_DATE = "Dit is geen datum: {}. Schrijf dd-mm-jjjj, of laat het leeg."
UPLOAD_CHAMBER = "Vul bij Kamer I of II in (Eerste of Tweede Kamer), of laat het leeg."
UPLOAD_URL = "Het adres begint met https:// of http://; laat het anders leeg."
REFERENCE_HERE = "Open deze brief op deze pagina"
REFERENCE_OUTSIDE = "Open dit Kamerstuk op officielebekendmakingen.nl"
PERMALINK = "Kopieer koppeling naar deze passage"
UNKNOWN_LETTER = "Deze brief is er niet: {}"
UNKNOWN_PASSAGE = "Deze passage is er niet (meer): {}"
UNNUMBERED = "zonder nummer"

# Citaten
SEARCH_TITLE = "Opzoeken"
SEARCH_LABEL = "Zoek een passage"
SEARCH_HINT = "Woorden of een vraag"
SEARCH = "Zoek"
FOUND_NONE = "Geen passage gevonden."
FOUND_LABEL = "Gevonden passages"
CHOOSE = "Citeer"
CHOOSE_HINT = "Selecteer woorden in de passage om alleen die te citeren."
CITATION_TITLE = "Citaat"
CITATION_EMPTY = "Zoek een passage en kies ‘Citeer’. De verwijzing staat dan hier in elke vorm."
STYLES = {
    "leidraad": "Verwijzing (Leidraad)",
    "tekst": "Lopende tekst",
    "markdown": "Markdown met voetnoot",
    "html": "HTML",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl": "CSL-JSON",
}
COPY = "Kopieer"
BASKET_ADD = "In het notitiemandje"
BASKET = "Notitiemandje"
BASKET_EMPTY = "Nog leeg. Kies bij een passage ‘Citeer’ en dan ‘In het notitiemandje’."
BASKET_UP = "Omhoog"
BASKET_DOWN = "Omlaag"
BASKET_REMOVE = "Verwijder"
BASKET_REMARK = "Opmerking"
BASKET_REMARK_HINT = "Opmerking bij het laatst gekozen citaat"
EXPORT = "Bewaar als {}"
EXPORT_FILE = "notitie"
FINDINGS_FILE = "bevindingen"
CHECK_TITLE = "Notitie controleren"
CHECK_INTRO = "Elk citaat, elk cijfer en elke verwijzing wordt naast de brieven gelegd."
CHECK_LABEL = "Tekst van de notitie"
CHECK_FILE = "Of kies een bestand (.docx, .md of .txt)"
CHECK = "Controleer"
CHECK_EXPORT = "Bewaar bevindingen"
CHECK_NOTHING = "In deze tekst staat geen citaat, cijfer of Kamerstuk-verwijzing."
CHECK_EMPTY = "Plak eerst een tekst of kies een bestand."
CHECK_NOTE_SAYS = "Notitie"
CHECK_LETTER_SAYS = "Brief"
CHECK_DIFFERENCE = "Verschil"
CHECK_ONLY_LETTER = "alleen in de brief: "
CHECK_ONLY_NOTE = "alleen in de notitie: "
KINDS = {"citaat": "Citaat", "cijfer": "Cijfer", "verwijzing": "Verwijzing"}

# Errors
ERROR_EMPTY = "Typ eerst een vraag."
ERROR_WORDS = "Stel uw vraag in woorden."
ERROR_LONG = "De vraag is te lang: gebruik hoogstens {} tekens."
ERROR_DATE = "Dit is geen datum: {}. Schrijf dd-mm-jjjj, jjjj-mm-dd of alleen een jaar."
ERROR_PERIOD = "De periode eindigt voordat zij begint."
ERROR_NONE_WITHIN = "Geen brief valt binnen deze keuze van brieven en periode."
ERROR_FORMAT = "Deze vorm bestaat niet; kies uit {}."
ERROR_FILTER = "Deze brief of periode kan niet worden gebruikt; kies opnieuw."
ERROR_MODEL = (
    "Het taalmodel kan niet worden geladen. De oorzaak staat in het venster van de server."
)
ERROR_STORE = "De index kan niet worden geopend. De oorzaak staat in het venster van de server."
ERROR_INDEX_FULL = (
    "De schijf is vol. De brieven die er al waren, kunt u blijven vragen; vraag de beheerder om "
    "ruimte."
)
ERROR_LOCKED = "De index wordt op dit moment bijgewerkt; probeer het zo nog eens."
ERROR_LETTER_FORMAT = (
    "Dit is geen brief in een vorm die wordt gelezen, of het bestand is iets anders dan zijn naam "
    "zegt. Bewaar de brief als .docx of .pdf."
)
ERROR_LETTER_ENCODING = "Dit bestand is geen tekst in UTF-8. Bewaar de brief als tekst met UTF-8."
ERROR_LETTER_DAMAGED = (
    "Dit bestand is beschadigd en kan niet worden gelezen. Bewaar de brief opnieuw vanuit het "
    "programma waarmee hij is geschreven."
)
ERROR_LETTER_HARM = (
    "Dit bestand is geweigerd: het bevat iets dat een brief nooit bevat en dat schade kan doen. "
    "Bewaar de brief opnieuw als .docx of .pdf."
)
ERROR_LETTER_MACROS = "Dit bestand bevat macro’s. Bewaar de brief als .docx of .odt zonder macro’s."
ERROR_LETTER_PROTECTED = (
    "Dit bestand is met een wachtwoord beveiligd (of is een oud .doc-bestand). Bewaar de brief "
    "zonder wachtwoord als .docx of .pdf."
)
ERROR_LETTER_SCAN = (
    "Dit is een scan waarin geen tekst kan worden gelezen. Vraag de brief als .docx of als "
    "doorzoekbare .pdf, of vraag de beheerder of tesseract (nld) is geïnstalleerd."
)
ERROR_LETTER_EMPTY = "In dit bestand staat geen tekst."
ERROR_LETTER_LARGE = (
    "Dit bestand is te groot of te ingewikkeld voor een brief. Geef alleen de brief zelf, "
    "hoogstens 20 MB (gewone tekst: 5 MB)."
)
ERROR_LETTER_UNREADABLE = (
    "Het bestand kan niet van de schijf worden gelezen. Kies het opnieuw, of vraag de beheerder."
)
ERROR_LETTER_FACTS = (
    "De gegevens over een brief (.toml) kloppen niet. De oorzaak staat in het venster van de "
    "server."
)
ERROR_LETTER_EXISTS = (
    "Er is al een andere brief met deze naam. Die wordt niet vervangen; geef de nieuwe brief een "
    "andere naam."
)
ERROR_LETTER_CORPUS = (
    "De map met brieven kan niet worden beschreven. Vraag de beheerder om schrijfrechten."
)
ERROR_LETTER_FULL = "De schijf is vol; de brief is niet toegevoegd."
ERROR_NOTE = "Deze notitie kan niet worden gelezen. Geef .docx, .md of .txt, hoogstens 10 MB."
ERROR_SETTINGS = (
    "Een instelling van de server klopt niet. De oorzaak staat in het venster van de server."
)
ERROR_FETCH = "De officiële bron is niet bereikbaar of geeft een verkeerd antwoord."
ERROR_OTHER = (
    "Er ging iets mis. De oorzaak staat in het venster van de server; probeer het opnieuw."
)

# Gradio's own words that a visitor can meet; the same for every browser language.
GRADIO = {
    "common.built_with_gradio": "Gemaakt met Gradio",
    "common.clear": "Wissen",
    "common.or": "of",
    "common.submit": "Verzenden",
    "common.download": "Downloaden",
    "common.edit": "Bewerken",
    "common.empty": "Leeg",
    "common.error": "Fout",
    "common.loading": "Laden",
    "common.remove": "Verwijderen",
    "common.undo": "Ongedaan maken",
    "upload_text.click_to_upload": "Klik om een bestand te kiezen",
    "upload_text.drop_file": "Sleep een bestand hierheen",
    "file.uploading": "Bezig met uploaden…",
    "blocks.lost_connection": "De verbinding is verbroken. Herstellen…",
    "blocks.waiting_for_inputs": "Wacht tot het bestand is geüpload en probeer het opnieuw.",
    "dropdown.dropdown": "Keuzelijst",
}


def count(number: int, one: str, many: str) -> str:
    """A number with its noun: `1 brief`, `3 brieven`."""
    return f"{number} {one if number == 1 else many}"
