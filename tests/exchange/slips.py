"""Cards to put on slips, and how to read a slip back: its words, its codes, its sizes."""

import io
from typing import Any

import numpy as np
import zxingcpp
from pypdf import PdfReader
from pypdf.generic import StreamObject

from carnet.domain.disclosure import Card, Disclosed, LineView, PlaceView, Profile, PublicPart, disclose
from carnet.domain.rings import Ring
from carnet.exchange.slip_names import Named
from carnet.exchange.slip_picture import Pages, Picture

DPI = 300  # of an ordinary printer
MM = 72 / 25.4


def phone(value: str, place: str = "", use: str = "") -> LineView:
    """A public number."""
    return LineView(value, "phone", use, Ring.PUBLIC, place=place)


def patient_card(**public: Any) -> Disclosed:
    """A card disclosed to the patient."""
    return disclose(Card(PublicPart(**{"id": "b:1", "kind": "person"} | public)), Profile.PATIENT)


CASTELMON = patient_card(
    title="Dr", given_name="Paul", family_name="Castelmon", gender="M", sector="2",
    places=(PlaceView("r1", "rhumatologie", street="12 AVENUE DES CIGALES", postcode="84000", city="AVIGNON",
                      access="2e étage ; ascenseur", hours="lundi, 9 h à 12 h"),),
    lines=(phone("04 65 71 20 14", use="secretariat"),),
)  # fmt: skip
BENHADDOU = patient_card(
    title="Dr", given_name="Karim", family_name="Benhaddou", gender="M", sector="1",
    places=(
        PlaceView("r1", "rhumatologie", structure="Maison de santé des Sorgues", street="8 rue des Oliviers",
                  complement="bât. B", postcode="84800", city="L'ISLE-SUR-LA-SORGUE"),
        PlaceView("r2", "rhumatologie", street="1 place du Marché", postcode="84300", city="Cavaillon"),
    ),
    lines=(phone("04 65 71 08 31"), phone("04 65 71 08 99", "r2")),
)  # fmt: skip
CLIC = patient_card(
    kind="structure", label="Point d'accueil du Luberon",
    places=(PlaceView("r1", "assistant_service_social", street="200 cours Gambetta", postcode="84300",
                      city="Cavaillon", hours="sans rendez-vous le mardi"),),
    structure={"papers": "pièce d'identité, carte Vitale, dernier avis d'imposition"},
    lines=(phone("04 65 71 40 22"),),
)  # fmt: skip
THREE = [Named(CASTELMON), Named(BENHADDOU), Named(CLIC)]


def words_of(pdf: bytes) -> str:
    """Every word printed, page after page; a no-break space is read back as a space."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\u00a0", " ")


def sizes_of(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in millimetres."""
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages]
    return [(round(float(box.width) / MM, 2), round(float(box.height) / MM, 2)) for box in boxes]


def pictures_of(pdf: bytes, dpi: float = DPI) -> list[Picture]:
    """Each page as it comes out of a printer."""
    with Pages(pdf) as pages:
        return [pages.picture(at, dpi) for at in range(len(pages))]


def codes_of(pdf: bytes, dpi: float = DPI) -> list[str]:
    """What a telephone reads in the codes of the pages, from top to bottom."""
    found = [code for picture in pictures_of(pdf, dpi) for code in codes_in(picture)]
    return [code.bytes.decode("utf-8") for code in found]


def codes_in(picture: Picture) -> list[zxingcpp.Barcode]:
    """The codes of one picture, from left to right, then from top to bottom."""
    grey = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride)[:, : picture.width]
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey))
    half = picture.width // 2
    return sorted(found, key=lambda code: (code.position.top_left.x // half, code.position.top_left.y))


def everything_in(pdf: bytes) -> str:
    """All that the bytes of a document hold: words, codes, metadata, and its streams undone."""
    reader = PdfReader(io.BytesIO(pdf))
    objects = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)]
    streams = [one.get_data().decode("latin-1") for one in objects if isinstance(one, StreamObject)]
    facts = [f"{key} {value}" for key, value in (reader.metadata or {}).items()]
    return "\n".join([words_of(pdf), *codes_of(pdf), *facts, *streams, pdf.decode("latin-1")])
