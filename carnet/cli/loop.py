"""Commands of the loop: refer, reply, follow-up, history, avoid."""

from datetime import date
from typing import Any

from carnet.cli.context import Context
from carnet.cli.output import as_json
from carnet.cli.search import register_person
from carnet.domain.avoidance import REASONS
from carnet.domain.days import read_near_day
from carnet.domain.disclosure import LineView, permit
from carnet.domain.follow_up import Awaited, DueView
from carnet.domain.patients import LooksLikeName
from carnet.domain.referrals import Kind
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.queries import loop_words
from carnet.queries.avoidances import AvoidanceView, homonyms, standing_avoidance
from carnet.queries.card import row_id
from carnet.queries.follow_up import FollowUp, ReviewView
from carnet.queries.follow_up import follow_up as followed_up
from carnet.queries.history import ReferralView
from carnet.queries.history import history as history_of
from carnet.queries.patients import PatientReferral, patient_history
from carnet.services import avoidances, referrals
from carnet.services import follow_up as following
from carnet.services.drafts import ReferralDraft
from carnet.words import NARROW, avoidance_reason, event, long_date, plural, specialty

_MODES = {fold(label): code for code, label in loop_words.MODES.items()} | {
    "telephone": "phoned", "appel": "phoned", "conseil": "advised", "lettre": "letter", "message": "secure_message",
    "mssante": "secure_message", "patient": "patient_own",
}  # fmt: skip
_URGENCIES = {fold(label): code for code, label in loop_words.URGENCIES.items()}
_REASONS = {fold(avoidance_reason(code)): code for code in REASONS}
_KINDS = {fold(event(kind)): kind for kind in Kind if kind is not Kind.WITHDRAWN} | {"courrier recu": Kind.NEWS}
_AWAITED = {
    Awaited.CALL_BACK: "rappel", Awaited.APPOINTMENT: "pas de rendez-vous connu", Awaited.LETTER: "pas de courrier",
}  # fmt: skip


def refer(context: Context) -> None:
    """`refer ID`: log a referral to a card, or to a person of the register, who joins the book in the same act."""
    asked = context.arguments
    today = context.today
    draft = ReferralDraft(
        made_on=read_near_day(asked.on, today=today, ahead=False) if asked.on else today,
        patient_code=asked.patient,
        mode=_coded("mode", asked.mode, _MODES, loop_words.MODES),
        urgency=_coded("urgence", asked.urgency, _URGENCIES, loop_words.URGENCIES),
        motive=asked.motive,
        followed=asked.follow,
        despite_avoidance=asked.patient_choice,
    )
    with context.book() as book:
        permit("refer", context.profile)
        to = _addressee(context, book)
        if (latest := referrals.clock_behind(book, context.now)) and not context.as_json:
            context.say(f"L’ordinateur se croit avant le {long_date(latest)}, date de votre dernière note{NARROW}?")
        try:
            made = referrals.refer(book, to, draft, now=context.now, code_as_typed=asked.as_typed)
        except LooksLikeName as error:
            raise CarnetError(f"{error} « --as-typed » garde tel quel.") from error
        except referrals.Avoided as error:
            raise CarnetError(f"{error} « --patient-choice »{NARROW}: choix du patient, adresser.") from error
    context.say(as_json({"id": made.ids[0]}) if context.as_json else f"{made.record_line}\n  {made.ids[0]}")


def _addressee(context: Context, book: Book) -> referrals.To:
    identifier = context.arguments.id
    if identifier.startswith("b:"):
        return referrals.To(row_id(book.reader(), identifier))
    return referrals.addressee(book, register_person(context, identifier), now=context.now)


def _coded(what: str, typed: str, known: dict[str, str], codes: dict[str, str]) -> str:
    """A code given as such or in French; "" for nothing."""
    if not typed or typed in codes:
        return typed
    if fold(typed) not in known:
        raise CarnetError(f"« {typed} »{NARROW}: {what} inconnu(e). Au choix{NARROW}: {', '.join(codes.values())}.")
    return known[fold(typed)]


def reply(context: Context) -> None:
    """`reply REFERRAL`: what came of a referral; news, unless something else is said."""
    asked = context.arguments
    kind = Kind(asked.what) if asked.what in set(Kind) else _KINDS.get(fold(asked.what))
    if kind is None or kind is Kind.WITHDRAWN:
        known = ", ".join(event(one) for one in Kind if one is not Kind.WITHDRAWN)
        raise CarnetError(f"« {asked.what} » n’est pas une suite. Au choix{NARROW}: {known}.")
    on = read_near_day(asked.on, today=context.today, ahead=kind is Kind.APPOINTMENT) if asked.on else None
    with context.book() as book:
        record = following.tick if context.secretary else following.record
        record(book, [asked.referral], kind, now=context.now, on=on)
    context.say(as_json({"id": asked.referral}) if context.as_json else f"Noté{NARROW}: {event(kind)}.")


def follow_up(context: Context) -> None:
    """`follow-up`: what is due today; `--all`: what waits and what sleeps too."""
    with context.book() as book:
        permit("follow-up", context.profile)
        if context.secretary and not following.secretary_may(book):
            raise following.refused_to_secretary()
        found = followed_up(book.reader(), today=context.today, profile=context.profile)
    context.say(as_json(_follow_up_json(found, context)) if context.as_json else "\n".join(_lines(found, context)))


def _follow_up_json(found: FollowUp, context: Context) -> dict[str, Any]:
    counts = found.counts
    more = found.waiting + found.snoozed if context.arguments.all else ()
    return {
        "today": counts.today,
        "all": counts.everything,
        "snoozed": counts.snoozed,
        "lines": [_due_json(row, context) for row in found.due + more],
        "reviews": [_review_json(review) for review in found.reviews],
    }


def _due_json(row: DueView, context: Context) -> dict[str, Any]:
    watch = row.watch
    said = {
        "id": row.id,
        "part": watch.part.value,
        "awaited": watch.expected.awaited.value,
        "state": watch.standing.step.value,
        "due": watch.due,
        "snoozed": watch.snoozed,
        "card": row.card,
        "name": row.name,
        "specialty": specialty(row.specialty) if row.specialty else None,
        "patient_code": row.patient_code,
        "made_on": row.made_on,
        "days": row.days,
        "appointment_on": watch.standing.appointment_on,
        "lines": [_line_json(line) for line in row.lines],
    }
    if context.secretary:
        return said
    judged = {"expected_days": watch.expected.days, "due_on": watch.expected.due_on, "mode": row.mode}
    return said | judged | {"urgency": row.urgency, "motive": row.motive, "note": row.note, "others": list(row.others)}


def _line_json(line: LineView) -> dict[str, str]:
    return {"value": line.value, "use": line.use, "ring": line.ring.label}


def _review_json(review: ReviewView) -> dict[str, Any]:
    return {"card": review.card, "name": review.name, "since": review.since, "expires_on": review.expires_on}


def _lines(found: FollowUp, context: Context) -> list[str]:
    counts = found.counts
    lines = [f"À suivre · aujourd’hui {counts.today} · tout {counts.everything} · en pause {counts.snoozed}"]
    for title, rows in (("À RAPPELER", found.calls), ("SANS NOUVELLES", found.silences)):
        lines += ["", title, *(_due_line(row, context) for row in rows)] if rows else []
    if found.reviews:
        one, many = "note personnelle arrive à échéance", "notes personnelles arrivent à échéance"
        lines += ["", "À REVOIR", f"  {plural(len(found.reviews), one, many)}"]
        lines += [f"      {review.card}" for review in found.reviews]
    if context.arguments.all and (found.waiting or found.snoozed):
        lines += ["", "PAS ENCORE", *(_due_line(row, context) for row in found.waiting + found.snoozed)]
    return lines


def _due_line(row: DueView, context: Context) -> str:
    code = f"pour {row.patient_code} · " if row.patient_code else ""
    expected = "" if context.secretary else f" (attendu {row.watch.expected.days} j)"
    phone = next((line.value for line in row.lines if line.kind == "phone"), "pas de numéro")
    what = _AWAITED[row.watch.expected.awaited]
    return (
        f"  {row.name:<34} {code}{long_date(row.made_on)} · {row.days} j · {what}{expected} · {phone}\n      {row.id}"
    )


def history(context: Context) -> None:
    """`history ID`: referrals and events of a card, newest first; `--patient CODE`: those of a patient."""
    asked = context.arguments
    if bool(asked.id) == bool(asked.patient):
        raise CarnetError("L’historique est celui d’une fiche (ID) ou d’un patient (--patient CODE).")
    if asked.id and not asked.id.startswith("b:"):
        raise CarnetError("L’historique est celui d’une fiche de votre carnet : donnez son identifiant b:…")
    with context.book() as book:
        permit("history", context.profile)
        reader = book.reader()
        found = (
            patient_history(reader, asked.patient)
            if asked.patient
            else tuple(PatientReferral("", "", one) for one in history_of(reader, row_id(reader, asked.id)))
        )
    if context.as_json:
        context.say(as_json([_referral_json(one, context.today) for one in found]))
    else:
        lines = [line for one in found for line in _referral_lines(one, context.today)]
        context.say("\n".join(lines or ["Aucun adressage."]))


def _referral_json(one: PatientReferral, today: date) -> dict[str, Any]:
    view = one.referral
    where = view.standing(today)
    plain = ("made_on", "direction", "patient_code", "mode", "urgency", "motive", "note", "followed")
    said: dict[str, Any] = {"id": view.uuid} | {name: getattr(view, name) for name in plain}
    said |= {"card": one.card, "name": one.name} if one.name else {}
    return said | {
        "despite_avoidance": view.despite_avoidance,
        "state": where.step.value,
        "supposed": where.supposed,
        "care_improved": view.care_improved,
        "time_saved": view.time_saved,
        "events": [_event_json(view, index) for index in range(len(view.events))],
    }


def _event_json(view: ReferralView, index: int) -> dict[str, Any]:
    item = view.events[index]
    uuids = {other.number: other.uuid for other in view.events}
    names = ("kind", "happened_on", "appointment_on", "corrected", "note")
    corrects = uuids.get(item.corrects) if item.corrects is not None else None
    return {name: getattr(item, name) for name in names} | {"id": item.uuid, "corrects": corrects}


def _referral_lines(one: PatientReferral, today: date) -> list[str]:
    view = one.referral
    head = [long_date(view.made_on), one.name, f"pour {view.patient_code}" if view.patient_code else ""]
    lines = [" · ".join(part for part in (*head, loop_words.step(view.standing(today))) if part) + f"   {view.uuid}"]
    for item in view.events:
        when = f" le {long_date(item.appointment_on)}" if item.appointment_on else ""
        taken_back = " (corrigé depuis)" if item.corrected else ""
        lines.append(f"    {long_date(item.happened_on)}{NARROW}: {event(item.kind)}{when}{taken_back}")
    return lines


def avoid(context: Context) -> None:
    """`avoid ID --reason R`: « je n'adresse pas »; `--renew`, `--end`, or, with none of them, what is noted."""
    asked = context.arguments
    if not asked.id.startswith("b:"):
        raise CarnetError("« Je n’adresse pas » se note sur une fiche de votre carnet (b:…)\u202f: ajoutez-la d’abord.")
    until = read_near_day(asked.until, today=context.today, ahead=True) if asked.until else None
    now = context.now
    with context.book() as book:
        permit("avoid", context.profile)
        key = row_id(book.reader(), asked.id)
        if asked.reason:
            reason = _coded("motif", asked.reason, _REASONS, {code: avoidance_reason(code) for code in REASONS})
            draft = avoidances.draft_for(context.today, reason, note=asked.note, until=until)
            avoidances.avoid(book, key, draft, now=now)
        elif asked.renew:
            avoidances.renew(book, key, until=until, now=now)
        elif asked.end:
            avoidances.end(book, key, now=now)
        _say_avoidance(context, book, key)


def _say_avoidance(context: Context, book: Book, key: int) -> None:
    stands = standing_avoidance(book.reader(), key, context.today)
    communes = Communes.shipped()
    at = communes.by_insee(book.setting("commune_insee") or "")
    with context.register() as register:
        others = homonyms(book.reader(), key, register, communes.point(at) if at is not None else None)
    if context.as_json:
        told = [{"id": one.id, "name": one.name, "commune": one.commune, "rpps": one.rpps} for one in others]
        context.say(as_json({"id": context.arguments.id, "avoidance": _terms_json(stands), "homonyms": told}))
        return
    context.say(_sheet(stands) if stands else "Rien n’est noté\u202f: vous adressez à cette personne.")
    for one in others:
        number = f" ({one.rpps})" if one.rpps else ""
        context.say(
            f"  même nom, autre personne{NARROW}: {one.name}, {one.commune or 'lieu inconnu'}{number}   {one.id}"
        )


def _sheet(one: AvoidanceView) -> str:
    return loop_words.avoidance_sheet(one.name, one.reason, one.note, one.terms.since, one.terms.expires_on)


def _terms_json(one: AvoidanceView | None) -> dict[str, Any] | None:
    if one is None:
        return None
    terms = one.terms
    days = {"since": terms.since, "review_on": terms.review_on, "expires_on": terms.expires_on}
    return {"reason": one.reason, "note": one.note, **days}
